using Slipway.Core.Signing;

namespace Slipway.Tests.Signing;

/// <summary>Abuse cases of presigned URLs by their numbers in the threat model: the request around the URL. What needs a store or an upload is tested there.</summary>
public class RequestTamperingTests
{
    private static readonly PartLengths Lengths = new(80, 10);

    [Theory]
    [InlineData("x-amz-copy-source", "/other/object")]
    [InlineData("X-Amz-Acl", "public-read")]
    [InlineData("x-amz-tagging", "a=b")]
    [InlineData("x-amz-meta-a", "b")]
    [InlineData("x-amz-website-redirect-location", "https://evil.example")]
    [InlineData("x-amz-acl", "")]
    [InlineData("x-amz-date", "20260506T184211Z")]
    [InlineData("x-amz-decoded-content-length", "5")]
    public void Case_27_an_amz_header_that_was_not_signed_is_refused(string name, string value) =>
        SigningWorld.AssertRefused(403, "AccessDenied", SigningWorld.Verify(SigningWorld.PartUrl(), headers: (name, value)));

    [Theory]
    [InlineData("x-amz-checksum-crc64nvme", "rosUhgp5mIg=")]
    [InlineData("x-amz-sdk-checksum-algorithm", "CRC64NVME")]
    [InlineData("x-amz-content-sha256", "UNSIGNED-PAYLOAD")]
    [InlineData("Content-Type", "video/quicktime")]
    [InlineData("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg==")]
    public void Case_27_a_header_that_can_but_make_the_body_fail_needs_no_signature(string name, string value) =>
        SigningWorld.AssertVerified(SigningWorld.Verify(SigningWorld.PartUrl(), headers: (name, value)));

    [Theory]
    [InlineData("x-amz-copy-source", "/other/object")]
    [InlineData("x-amz-acl", "public-read")]
    [InlineData("x-amz-meta-a", "b")]
    public void Case_28_the_same_headers_signed_are_not_implemented(string name, string value)
    {
        var url = SigningWorld.Sign(SigningWorld.Query($"host;{name}"), headers: $"host:{SigningWorld.Store.Host}\n{name}:{value}\n");
        SigningWorld.AssertRefused(501, "NotImplemented", SigningWorld.Verify(url, headers: (name, value)));
        SigningWorld.AssertRefused(403, "SignatureDoesNotMatch", SigningWorld.Verify(url, headers: (name, value + "x")));
    }

    [Fact]
    public void Case_29_a_host_that_was_not_signed_is_refused()
    {
        var url = SigningWorld.Sign(SigningWorld.Query("content-length"), headers: "content-length:5\n");
        SigningWorld.AssertRefused(403, "AccessDenied", SigningWorld.Verify(url, length: 5));
    }

    [Theory]
    [InlineData("evil.example.com:9000")]
    [InlineData("store.example.com")]
    [InlineData("store.example.com:09000")]
    [InlineData("store.example.com:443")]
    [InlineData("store.example.com:9000.")]
    [InlineData("STORE.example.com:9000")]
    public void Case_29_another_host_is_refused(string host) =>
        SigningWorld.AssertRefused(403, "SignatureDoesNotMatch", SigningWorld.Verify(SigningWorld.PartUrl(), host: host));

    [Fact]
    public void Case_29_no_host_is_refused_and_so_is_an_absolute_target()
    {
        SigningWorld.AssertRefused(403, "AccessDenied", SigningWorld.Verify(SigningWorld.PartUrl(), host: ""));
        var absolute = new SignedRequest("PUT", SigningWorld.PartUrl(), SigningWorld.Store.Host, null, []);
        SigningWorld.AssertRefused(400, "InvalidURI", SigningWorld.Verifier().Verify(absolute, SigningWorld.Now));
    }

    [Theory]
    [InlineData("host;content-length", 400)]
    [InlineData("content-length;content-length;host", 400)]
    [InlineData("Content-Length;host", 400)]
    [InlineData("host;", 400)]
    [InlineData(";host", 400)]
    [InlineData("", 400)]
    [InlineData("host;x y", 400)]
    [InlineData("content-type;host", 403)]
    public void Case_30_signed_headers_of_another_form_are_refused_though_they_are_signed(string names, int status)
    {
        var lines = string.Concat(names.Split(';').Select(name => name == "host" ? $"host:{SigningWorld.Store.Host}\n" : $"{name}:5\n"));
        var url = SigningWorld.Sign(SigningWorld.Query(names), headers: lines);
        SigningWorld.AssertRefused(status, status == 400 ? "AuthorizationQueryParametersError" : "AccessDenied", SigningWorld.Verify(url, length: 5));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("POST")]
    [InlineData("DELETE")]
    [InlineData("put")]
    [InlineData("")]
    public void Case_31_another_method_is_refused(string method) =>
        SigningWorld.AssertRefused(403, "SignatureDoesNotMatch", SigningWorld.Verify(SigningWorld.PartUrl(), method));

    [Theory]
    [InlineData("", 400, "InvalidArgument")]
    [InlineData("SOMETHING", 400, "InvalidArgument")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855", 400, "InvalidArgument")]
    [InlineData("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", 501, "NotImplemented")]
    [InlineData("STREAMING-UNSIGNED-PAYLOAD-TRAILER", 501, "NotImplemented")]
    public void Case_37_another_kind_of_body_is_refused_signed_or_not(string value, int status, string code)
    {
        SigningWorld.AssertRefused(status, code, SigningWorld.Verify(SigningWorld.PartUrl(), headers: ("x-amz-content-sha256", value)));

        var url = SigningWorld.Sign(
            SigningWorld.Query("host;x-amz-content-sha256"), headers: $"host:{SigningWorld.Store.Host}\nx-amz-content-sha256:{value}\n", payload: value);
        SigningWorld.AssertRefused(status, code, SigningWorld.Verify(url, headers: ("X-Amz-Content-Sha256", value)));
    }

    [Fact]
    public void Case_37_a_declared_hash_is_handed_on_to_be_checked()
    {
        const string Hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        var unsigned = SigningWorld.Verify(SigningWorld.PartUrl(), headers: ("x-amz-content-sha256", Hash));
        Assert.Equal(Hash, SigningWorld.AssertVerified(unsigned).ContentSha256);

        var query = SigningWorld.Query();
        query["X-Amz-Content-Sha256"] = Hash;
        var inQuery = SigningWorld.Sign(query, payload: Hash);
        Assert.Equal(Hash, SigningWorld.AssertVerified(SigningWorld.Verify(inQuery)).ContentSha256);
        var other = SigningWorld.Verify(inQuery, headers: ("x-amz-content-sha256", Hash.Replace('e', 'f')));
        SigningWorld.AssertRefused(400, "InvalidArgument", other);
        var twice = SigningWorld.Verify(SigningWorld.PartUrl(), headers: [("x-amz-content-sha256", Hash), ("x-amz-content-sha256", Hash)]);
        SigningWorld.AssertRefused(400, "InvalidArgument", twice);
    }

    [Fact]
    public void Case_38_a_streaming_mode_saves_no_forged_signature()
    {
        var forged = SigningWorld.With(SigningWorld.PartUrl(), "X-Amz-Signature", new string('0', 64));
        var verdict = SigningWorld.Verify(forged, headers: ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"));
        SigningWorld.AssertRefused(403, "SignatureDoesNotMatch", verdict);
    }

    [Fact]
    public void Case_39_a_security_token_is_refused()
    {
        SigningWorld.AssertRefused(400, "AuthorizationQueryParametersError", SigningWorld.Verify($"{SigningWorld.PartUrl()}&X-Amz-Security-Token=token"));
        SigningWorld.AssertRefused(403, "AccessDenied", SigningWorld.Verify(SigningWorld.PartUrl(), headers: ("x-amz-security-token", "token")));
    }

    /// <summary>How many leading bytes are right tells nothing by what is answered; that the comparison takes constant time is the framework's promise.</summary>
    [Fact]
    public void Case_40_a_nearly_right_signature_is_answered_like_any_other()
    {
        var url = SigningWorld.PartUrl();
        var signature = Convert.FromHexString(SigningWorld.Parameter(url, "X-Amz-Signature"));
        var answers = new HashSet<SignatureVerdict>();
        for (var right = 0; right < signature.Length; right++)
        {
            var nearly = signature.ToArray();
            nearly[right] ^= 1;
            answers.Add(SigningWorld.Verify(SigningWorld.With(url, "X-Amz-Signature", Convert.ToHexStringLower(nearly))));
        }

        SigningWorld.AssertRefused(403, "SignatureDoesNotMatch", Assert.Single(answers));
    }

    [Fact]
    public void A_second_mechanism_is_refused_and_a_bearer_token_means_nothing()
    {
        var url = SigningWorld.PartUrl(lengths: Lengths);
        var second = SigningWorld.Verify(url, length: 10, headers: ("authorization", "AWS4-HMAC-SHA256 Credential=a"));
        SigningWorld.AssertRefused(400, "InvalidArgument", second);
        SigningWorld.AssertVerified(SigningWorld.Verify(url, length: 10, headers: ("Authorization", "Bearer abc")));
    }
}
