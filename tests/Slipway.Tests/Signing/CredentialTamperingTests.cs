using Slipway.Core.Signing;

namespace Slipway.Tests.Signing;

/// <summary>Abuse cases of presigned URLs by their numbers in the threat model: who signed, how and for how long. What needs a store or an upload is tested there.</summary>
public class CredentialTamperingTests
{
    [Theory]
    [InlineData("X-Amz-Algorithm")]
    [InlineData("X-Amz-Credential")]
    [InlineData("X-Amz-Date")]
    [InlineData("X-Amz-Expires")]
    [InlineData("X-Amz-SignedHeaders")]
    [InlineData("X-Amz-Signature")]
    public void Case_21_a_missing_parameter_is_named_as_such(string name)
    {
        var url = SigningWorld.PartUrl();
        var without = url.Replace($"{name}={SigningWorld.Parameter(url, name)}", "x-id=x", StringComparison.Ordinal);
        SigningWorld.AssertRefused(400, "AuthorizationQueryParametersError", SigningWorld.Verify(without));
    }

    [Fact]
    public void Case_21_a_request_that_is_not_signed_at_all_is_denied()
    {
        SigningWorld.AssertRefused(403, "AccessDenied", SigningWorld.Verify($"{SigningWorld.Store}{SigningWorld.Path}"));
        SigningWorld.AssertRefused(403, "AccessDenied", SigningWorld.Verify($"{SigningWorld.Store}{SigningWorld.Path}?partNumber=7&uploadId=a"));
    }

    [Theory]
    [InlineData("AWS4-ECDSA-P256-SHA256")]
    [InlineData("none")]
    [InlineData("")]
    [InlineData("aws4-hmac-sha256")]
    public void Case_22_another_algorithm_is_refused_though_it_is_signed(string algorithm)
    {
        var query = SigningWorld.Query();
        query["X-Amz-Algorithm"] = algorithm;
        SigningWorld.AssertRefused(400, "AuthorizationQueryParametersError", SigningWorld.Verify(SigningWorld.Sign(query)));
    }

    [Fact]
    public void Case_22_signature_version_2_is_refused()
    {
        var url = $"{SigningWorld.Store}{SigningWorld.Path}?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=1778092931&Signature=vjbyPxybdZaNmGa%2ByT272YEAiv4%3D";
        SigningWorld.AssertRefused(400, "AuthorizationQueryParametersError", SigningWorld.Verify(url));
    }

    [Theory]
    [InlineData("AKIAIOSFODNN7EXAMPLE/20260506/eu-central-1/aws4_request")]
    [InlineData("AKIAIOSFODNN7EXAMPLE/20260506/eu-central-1/s3/aws4_request/x")]
    [InlineData("AKIAIOSFODNN7EXAMPLE/x/20260506/eu-central-1/s3/aws4_request")]
    [InlineData("AKIAIOSFODNN7EXAMPLE/20260506/eu-central-1/s3/aws4_requesT")]
    [InlineData("AKIAIOSFODNN7EXAMPLE/20260506/eu-central-1/sts/aws4_request")]
    [InlineData("AKIAIOSFODNN7EXAMPLE/20260506/eu-central-2/s3/aws4_request")]
    [InlineData("AKIAIOSFODNN7EXAMPLE/20260507/eu-central-1/s3/aws4_request")]
    [InlineData("AKIAIOSFODNN7EXAMPLE//eu-central-1/s3/aws4_request")]
    [InlineData("")]
    public void Case_23_another_credential_is_refused_though_it_is_signed(string credential)
    {
        var query = SigningWorld.Query();
        query["X-Amz-Credential"] = credential;
        SigningWorld.AssertRefused(400, "AuthorizationQueryParametersError", SigningWorld.Verify(SigningWorld.Sign(query)));
    }

    [Theory]
    [InlineData("AKIAIOSFODNN7EXAMPLF")]
    [InlineData("")]
    [InlineData("akiaiosfodnn7example")]
    public void Case_24_an_unknown_access_key_id_is_refused(string accessKeyId)
    {
        var query = SigningWorld.Query();
        query["X-Amz-Credential"] = query["X-Amz-Credential"].Replace("AKIAIOSFODNN7EXAMPLE", accessKeyId, StringComparison.Ordinal);
        SigningWorld.AssertRefused(403, "InvalidAccessKeyId", SigningWorld.Verify(SigningWorld.Sign(query)));
    }

    [Fact]
    public void Case_24_a_key_that_was_taken_away_is_unknown_and_two_may_be_good_at_once()
    {
        var (older, newer) = (SigningWorld.Key("older"), SigningWorld.Key("newer", "another secret"));
        var request = SigningWorld.Request(new PartUrlSigner(older, SigningWorld.Store, SigningWorld.Path, "u", SigningWorld.Window, null).Url(1));
        var both = SigningWorld.AssertVerified(new UrlVerifier([older, newer], new VerifierPolicy()).Verify(request, SigningWorld.Now));
        Assert.Equal("older", both.AccessKeyId);
        SigningWorld.AssertRefused(403, "InvalidAccessKeyId", new UrlVerifier([newer], new VerifierPolicy()).Verify(request, SigningWorld.Now));
        SigningWorld.AssertRefused(
            403, "SignatureDoesNotMatch", new UrlVerifier([SigningWorld.Key("older", "another secret")], new VerifierPolicy()).Verify(request, SigningWorld.Now));
    }

    [Theory]
    [InlineData("0", 403, "AccessDenied")] // S3's own tests want 403 for none and for more than a week
    [InlineData("604801", 403, "AccessDenied")]
    [InlineData("9223372036854775808", 403, "AccessDenied")]
    [InlineData("-1", 400, "AuthorizationQueryParametersError")]
    [InlineData("1e3", 400, "AuthorizationQueryParametersError")]
    [InlineData("", 400, "AuthorizationQueryParametersError")]
    [InlineData("+60", 400, "AuthorizationQueryParametersError")]
    [InlineData(" 60", 400, "AuthorizationQueryParametersError")]
    [InlineData("060", 400, "AuthorizationQueryParametersError")]
    [InlineData("60.0", 400, "AuthorizationQueryParametersError")]
    public void Case_25_a_life_that_is_none_is_refused_though_it_is_signed(string expires, int status, string code) =>
        SigningWorld.AssertRefused(status, code, SigningWorld.Verify(SigningWorld.Sign(SigningWorld.Query(expires: expires))));

    [Fact]
    public void Case_25_a_life_longer_than_the_policy_is_refused()
    {
        var policy = new VerifierPolicy { MaxLife = TimeSpan.FromHours(1) };
        var atMost = SigningWorld.Request(SigningWorld.Sign(SigningWorld.Query(expires: "3600")));
        var longer = SigningWorld.Request(SigningWorld.Sign(SigningWorld.Query(expires: "3601")));
        SigningWorld.AssertVerified(SigningWorld.Verifier(policy).Verify(atMost, SigningWorld.Now));
        SigningWorld.AssertRefused(400, "AuthorizationQueryParametersError", SigningWorld.Verifier(policy).Verify(longer, SigningWorld.Now));
    }

    [Fact]
    public void Case_26_a_URL_is_good_to_its_last_second_and_no_longer()
    {
        var url = SigningWorld.PartUrl();
        SigningWorld.AssertVerified(SigningWorld.Verify(url, now: SigningWorld.Window.ExpiresAt.AddTicks(-1)));
        SigningWorld.AssertRefused(403, "AccessDenied", SigningWorld.Verify(url, now: SigningWorld.Window.ExpiresAt));
        SigningWorld.AssertRefused(403, "AccessDenied", SigningWorld.Verify(url, now: SigningWorld.Window.ExpiresAt.AddSeconds(1)));
    }

    [Fact]
    public void Case_26_a_date_in_the_future_is_refused_beyond_the_skew()
    {
        var url = SigningWorld.PartUrl();
        SigningWorld.AssertVerified(SigningWorld.Verify(url, now: SigningWorld.Now.AddMinutes(-15)));
        SigningWorld.AssertRefused(403, "RequestTimeTooSkewed", SigningWorld.Verify(url, now: SigningWorld.Now.AddMinutes(-16)));
    }

    [Theory]
    [InlineData("19700101T000000Z", 403, "AccessDenied")]
    [InlineData("99991231T235959Z", 403, "RequestTimeTooSkewed")]
    [InlineData("00010101T000000Z", 403, "AccessDenied")]
    [InlineData("20260230T000000Z", 400, "AuthorizationQueryParametersError")]
    [InlineData("20260506T184260Z", 400, "AuthorizationQueryParametersError")]
    [InlineData("20260506T244211Z", 400, "AuthorizationQueryParametersError")]
    [InlineData("20260506T184211", 400, "AuthorizationQueryParametersError")]
    [InlineData("20260506T184211Z ", 400, "AuthorizationQueryParametersError")]
    [InlineData("20260506 184211Z", 400, "AuthorizationQueryParametersError")]
    [InlineData("20260506", 400, "AuthorizationQueryParametersError")]
    public void Case_26_a_date_that_is_impossible_or_out_of_reach_is_refused_though_it_is_signed(string stamp, int status, string code) =>
        SigningWorld.AssertRefused(status, code, SigningWorld.Verify(SigningWorld.Sign(SigningWorld.Query(stamp: stamp))));
}
