using System.Globalization;
using System.Text;
using Slipway.Core.Signing;

namespace Slipway.Tests.Signing;

/// <summary>Abuse cases of presigned URLs by their numbers in the threat model: what stands where in the URL. What needs a store or an upload is tested there.</summary>
public class TamperingTests
{
    [Fact]
    public void Case_14_one_changed_character_is_refused()
    {
        var url = SigningWorld.PartUrl();
        SigningWorld.AssertVerified(SigningWorld.Verify(url));
        foreach (var field in (string[])["X-Amz-Signature", "X-Amz-Date", "X-Amz-Credential", "uploadId"])
        {
            var value = SigningWorld.Parameter(url, field);
            for (var at = 0; at < value.Length; at++)
            {
                var changed = Changed(value, at);
                AssertForbidden(SigningWorld.Verify(SigningWorld.With(url, field, changed)), $"{field} {changed}");
            }
        }

        for (var at = url.IndexOf(SigningWorld.Path, StringComparison.Ordinal) + 1; at < url.IndexOf('?', StringComparison.Ordinal); at++)
        {
            AssertForbidden(SigningWorld.Verify(Changed(url, at)), Changed(url, at));
        }
    }

    [Theory]
    [InlineData("6")]
    [InlineData("8")]
    [InlineData("70")]
    [InlineData("07")]
    [InlineData("")]
    public void Case_15_another_part_number_is_refused(string number) =>
        SigningWorld.AssertRefused(403, "SignatureDoesNotMatch", SigningWorld.Verify(SigningWorld.With(SigningWorld.PartUrl(), "partNumber", number)));

    [Fact]
    public void Case_16_reordered_parameters_are_accepted()
    {
        var url = SigningWorld.PartUrl();
        var mark = url.IndexOf('?', StringComparison.Ordinal) + 1;
        var pairs = url[mark..].Split('&');
        var random = new Random(16);
        for (var round = 0; round < 50; round++)
        {
            random.Shuffle(pairs);
            SigningWorld.AssertVerified(SigningWorld.Verify(url[..mark] + string.Join('&', pairs)));
        }
    }

    [Theory]
    [InlineData("acl")]
    [InlineData("tagging")]
    [InlineData("x=1")]
    [InlineData("response-content-type=text%2Fhtml")]
    [InlineData("")]
    [InlineData("uploads")]
    public void Case_17_a_further_parameter_is_refused(string parameter)
    {
        SigningWorld.AssertRefused(403, "AccessDenied", SigningWorld.Verify($"{SigningWorld.PartUrl()}&{parameter}"));
        SigningWorld.AssertRefused(403, "AccessDenied", SigningWorld.Verify(SigningWorld.PartUrl().Replace("?", $"?{parameter}&", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("x-id=UploadPart")]
    [InlineData("X-Amz-Content-Sha256=UNSIGNED-PAYLOAD")]
    public void Case_17_a_known_parameter_that_was_not_signed_is_refused(string parameter) =>
        SigningWorld.AssertRefused(403, "SignatureDoesNotMatch", SigningWorld.Verify($"{SigningWorld.PartUrl()}&{parameter}"));

    [Theory]
    [InlineData("partNumber=7")]
    [InlineData("partNumber=8")]
    [InlineData("X-Amz-Expires=86400")]
    [InlineData("X-Amz-Signature=0")]
    [InlineData("uploadId")]
    public void Case_18_a_repeated_parameter_is_refused(string parameter) =>
        SigningWorld.AssertRefused(400, "InvalidArgument", SigningWorld.Verify($"{SigningWorld.PartUrl()}&{parameter}"));

    [Theory]
    [InlineData("partNumber=", "partnumber=")]
    [InlineData("partNumber=", "%70artNumber=")]
    [InlineData("X-Amz-Date=", "x-amz-date=")]
    public void Case_19_a_name_written_otherwise_is_refused(string name, string other) =>
        SigningWorld.AssertRefused(403, "AccessDenied", SigningWorld.Verify(SigningWorld.PartUrl().Replace(name, other, StringComparison.Ordinal)));

    [Fact]
    public void Case_19_a_value_with_the_same_canonical_form_is_accepted_and_read_the_same()
    {
        var url = SigningWorld.Signer(uploadId: "a b+c/d~").Url(7);
        Assert.Contains("uploadId=a%20b%2Bc%2Fd~", url, StringComparison.Ordinal);
        foreach (var same in (string[])["a%20b%2bc%2fd~", "a%20b+c/d%7E", "%61%20b%2Bc%2Fd~"])
        {
            Assert.Equal("a b+c/d~", SigningWorld.AssertVerified(SigningWorld.Verify(SigningWorld.With(url, "uploadId", same))).UploadId);
        }

        SigningWorld.AssertRefused(403, "SignatureDoesNotMatch", SigningWorld.Verify(SigningWorld.With(url, "uploadId", "a+b%2Bc%2Fd~")));
    }

    [Fact]
    public void Case_20_a_signature_of_another_form_is_refused()
    {
        var url = SigningWorld.PartUrl();
        var signature = SigningWorld.Parameter(url, "X-Amz-Signature");
        string[] others = [signature.ToUpperInvariant(), signature[..63], signature + "0", "", new string('0', 6_000), new string('z', 64), signature[..62] + "%30"];
        foreach (var other in others)
        {
            SigningWorld.AssertRefused(403, "SignatureDoesNotMatch", SigningWorld.Verify(SigningWorld.With(url, "X-Amz-Signature", other)));
        }

        SigningWorld.AssertRefused(400, "InvalidURI", SigningWorld.Verify(SigningWorld.With(url, "X-Amz-Signature", new string('0', 1_000_000))));
    }

    [Theory]
    [InlineData("/bucket/a/../b", 400)]
    [InlineData("/bucket/./b", 400)]
    [InlineData("/bucket/%2e%2e/b", 400)]
    [InlineData("/bucket//b", 400)]
    [InlineData("//bucket/b", 400)]
    [InlineData("/bucket/a\\b", 400)]
    [InlineData("/bucket/a%5Cb", 400)]
    [InlineData("/bucket/a%5cb", 400)]
    [InlineData("/bucket/%00", 400)]
    [InlineData("/bucket/%zz", 400)]
    [InlineData("/bucket/%C0%AF", 400)]
    [InlineData("/bucket/%c0%af", 400)]
    [InlineData("/bucket/a%2Fb", 400)]
    [InlineData("/bucket/caf\u00E9", 400)]
    [InlineData("/bucket", 400)]
    [InlineData("/bucket/", 400)]
    [InlineData("/", 400)]
    public void Case_32_a_path_that_could_be_read_otherwise_is_refused_though_it_is_signed(string path, int status) =>
        SigningWorld.AssertRefused(status, "InvalidURI", SigningWorld.Verify(SigningWorld.Sign(SigningWorld.Query(), path)));

    [Fact]
    public void Case_32_an_escaped_escape_and_another_normal_form_are_other_keys()
    {
        string Url(string key) => UrlSigner.Sign("GET", SigningWorld.Key(), SigningWorld.Store, CanonicalPath.Of("bucket", key), [], SigningWorld.Window);
        Assert.Equal("%2e%2e", SigningWorld.AssertVerified(SigningWorld.Verify(Url("%2e%2e"), "GET")).Key);
        var (composed, decomposed) = (Url("caf\u00E9"), Url("cafe\u0301"));
        Assert.Equal("caf\u00E9", SigningWorld.AssertVerified(SigningWorld.Verify(composed, "GET")).Key);
        var swapped = composed.Replace("caf%C3%A9", "cafe%CC%81", StringComparison.Ordinal);
        Assert.StartsWith(swapped[..swapped.IndexOf('?', StringComparison.Ordinal)], decomposed, StringComparison.Ordinal);
        SigningWorld.AssertRefused(403, "SignatureDoesNotMatch", SigningWorld.Verify(swapped, "GET"));
    }

    [Theory]
    [InlineData("%")]
    [InlineData("%4")]
    [InlineData("%zz")]
    public void A_broken_escape_is_refused(string escape)
    {
        var url = SigningWorld.PartUrl();
        SigningWorld.AssertRefused(400, "InvalidURI", SigningWorld.Verify(SigningWorld.With(url, "uploadId", SigningWorld.UploadId + escape)));
    }

    private static string Changed(string text, int at) => new StringBuilder(text) { [at] = text[at] == 'b' ? 'c' : 'b' }.ToString();

    private static void AssertForbidden(SignatureVerdict verdict, string what)
    {
        var refusal = verdict as SignatureRefusal;
        Assert.True(refusal is { Status: 403 or 400 }, string.Create(CultureInfo.InvariantCulture, $"{what} was answered with {verdict}"));
    }
}
