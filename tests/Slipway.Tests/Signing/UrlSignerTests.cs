using Slipway.Core.Signing;

namespace Slipway.Tests.Signing;

public class UrlSignerTests
{
    /// <summary>Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)", the example there.</summary>
    [Fact]
    public void The_published_example_of_a_presigned_GET_is_met()
    {
        var url = UrlSigner.Sign(
            "GET",
            SigningWorld.Key(region: "us-east-1"),
            StoreEndpoint.Parse(new Uri("https://examplebucket.s3.amazonaws.com")),
            "/test.txt",
            [],
            new SigningWindow(new DateTimeOffset(2013, 5, 24, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromDays(1)));

        Assert.Equal(
            "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
            + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400"
            + "&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
            url);
    }

    [Fact]
    public void A_signed_GET_verifies_and_says_what_it_is_for()
    {
        var url = UrlSigner.Sign("GET", SigningWorld.Key(), SigningWorld.Store, CanonicalPath.Of("bücket", "größe & more.mov"), [], SigningWorld.Window);
        var verified = SigningWorld.AssertVerified(SigningWorld.Verify(url, "GET"));
        Assert.Equal(("GET", "bücket", "größe & more.mov"), (verified.Method, verified.Bucket, verified.Key));
        Assert.Equal("/b%C3%BCcket/gr%C3%B6%C3%9Fe%20%26%20more.mov", verified.CanonicalPath);
        Assert.Null(verified.PartNumber);
        Assert.Null(verified.UploadId);
        Assert.Equal(SigningWorld.Window.ExpiresAt, verified.ExpiresAt);
    }

    [Fact]
    public void Parameters_are_sorted_by_name_and_encoded()
    {
        var query = new[] { KeyValuePair.Create("uploadId", "a+b c"), KeyValuePair.Create("partNumber", "3") };
        var url = UrlSigner.Sign("PUT", SigningWorld.Key(), SigningWorld.Store, SigningWorld.Path, query, SigningWorld.Window);
        Assert.Contains("&X-Amz-SignedHeaders=host&partNumber=3&uploadId=a%2Bb%20c&X-Amz-Signature=", url, StringComparison.Ordinal);
        Assert.Equal(SigningWorld.Signer(uploadId: "a+b c").Url(3), url);
    }

    [Fact]
    public void A_path_that_is_not_canonical_is_refused() =>
        Assert.Throws<ArgumentException>(() => UrlSigner.Sign("GET", SigningWorld.Key(), SigningWorld.Store, "/bucket/a b", [], SigningWorld.Window));
}
