using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Slipway.Core.Signing;

namespace Slipway.Tests.Signing;

/// <summary>AWSSDK.S3 and we sign the same, and verify each other's URLs, on random keys, names, hosts and ports.</summary>
public sealed class AwsSdkTests
{
    private const int Cases = 300;

    [Fact]
    public void Part_URLs_have_the_same_signature()
    {
        foreach (var (random, world) in Worlds(seed: 1))
        {
            var part = random.Next(1, 10_001);
            var uploadId = world.Text(random, 1, 120, "~-._+/=!*'()@"); // the SDK signs it escaped and puts it into the URL as it is
            var theirs = world.Presign(request => (request.Verb, request.PartNumber, request.UploadId) = (HttpVerb.PUT, part, uploadId));
            var window = WindowOf(theirs);
            var ours = new PartUrlSigner(world.SigningKey, world.Endpoint, world.Path, uploadId, window, lengths: null).Url(part);
            Assert.Equal(SigningWorld.Parameter(theirs, "X-Amz-Signature"), SigningWorld.Parameter(ours, "X-Amz-Signature"));

            var verified = Verify(world, theirs, "PUT", window);
            Assert.Equal((world.Bucket, world.Key, part, uploadId), (verified.Bucket, verified.Key, verified.PartNumber, verified.UploadId));
            Verify(world, ours, "PUT", window);
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    public void Object_URLs_have_the_same_signature(string method)
    {
        foreach (var (_, world) in Worlds(seed: 2))
        {
            var theirs = world.Presign(request => request.Verb = Enum.Parse<HttpVerb>(method));
            var window = WindowOf(theirs);
            var ours = UrlSigner.Sign(method, world.SigningKey, world.Endpoint, world.Path, [], window);
            Assert.Equal(SigningWorld.Parameter(theirs, "X-Amz-Signature"), SigningWorld.Parameter(ours, "X-Amz-Signature"));
            Assert.Equal(world.Key, Verify(world, theirs, method, window).Key);
        }
    }

    /// <summary>A signed header that is not ours: both sides must read it the same.</summary>
    [Fact]
    public void A_signed_content_type_verifies()
    {
        var world = new SdkWorld(new Random(3));
        var theirs = world.Presign(request => (request.Verb, request.ContentType) = (HttpVerb.PUT, "video/quicktime; a=b"));
        Assert.Equal("content-type%3Bhost", SigningWorld.Parameter(theirs, "X-Amz-SignedHeaders"));
        Verify(world, theirs, "PUT", WindowOf(theirs), ("Content-Type", "video/quicktime; a=b"));
        var changed = world.Verifier.Verify(SigningWorld.Request(theirs, headers: ("Content-Type", "text/html")), WindowOf(theirs).SignedAt);
        SigningWorld.AssertRefused(403, "SignatureDoesNotMatch", changed);
    }

    private static IEnumerable<(Random Random, SdkWorld World)> Worlds(int seed)
    {
        for (var i = 0; i < Cases; i++)
        {
            var random = new Random((seed * 100_000) + i);
            using var world = new SdkWorld(random);
            yield return (random, world);
        }
    }

    private static VerifiedRequest Verify(SdkWorld world, string url, string method, SigningWindow window, params (string, string)[] headers) =>
        SigningWorld.AssertVerified(world.Verifier.Verify(SigningWorld.Request(url, method, headers: headers), window.SignedAt));

    private static SigningWindow WindowOf(string url) => new(
        DateTimeOffset.ParseExact(SigningWorld.Parameter(url, "X-Amz-Date"), "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        TimeSpan.FromSeconds(int.Parse(SigningWorld.Parameter(url, "X-Amz-Expires"), CultureInfo.InvariantCulture)));

    private sealed class SdkWorld : IDisposable
    {
        private const string Plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

        private readonly AmazonS3Client _client;
        private readonly bool _secure;
        private readonly DateTime _expires;

        public SdkWorld(Random random)
        {
            _secure = random.Next(2) == 0;
            var port = random.Next(3) switch { 0 => "", 1 => $":{random.Next(1024, 65536)}", _ => _secure ? ":443" : ":80" };
            Endpoint = StoreEndpoint.Parse(new Uri($"{(_secure ? "https" : "http")}://{Text(random, 3, 20, "").ToLowerInvariant()}.example.com{port}"));
            SigningKey = SigningWorld.Key(Text(random, 16, 32, ""), SigningWorld.Secret, random.Next(2) == 0 ? "us-east-1" : $"region-{random.Next(10)}");
            Verifier = new UrlVerifier([SigningKey], new VerifierPolicy());
            Bucket = "b" + Text(random, 3, 30, "").ToLowerInvariant();
            Key = string.Join('/', Enumerable.Range(0, random.Next(1, 5)).Select(_ => "k" + Text(random, 0, 30, "-_~!'()*@:&=+$,;%#?[] .äöß漢é")));
            _expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(random.Next(60, 600_000));
            _client = new AmazonS3Client(
                new BasicAWSCredentials(SigningKey.AccessKeyId, SigningWorld.Secret),
                new AmazonS3Config { ServiceURL = Endpoint.ToString(), ForcePathStyle = true, AuthenticationRegion = SigningKey.Region });
        }

        public StoreEndpoint Endpoint { get; }

        public SigningKey SigningKey { get; }

        public UrlVerifier Verifier { get; }

        public string Bucket { get; }

        public string Key { get; }

        public string Path => CanonicalPath.Of(Bucket, Key);

        public string Presign(Action<GetPreSignedUrlRequest> of)
        {
            var request = new GetPreSignedUrlRequest
            {
                BucketName = Bucket,
                Key = Key,
                Expires = _expires,
                Protocol = _secure ? Protocol.HTTPS : Protocol.HTTP,
            };
            of(request);
            return _client.GetPreSignedURL(request);
        }

        public string Text(Random random, int least, int most, string further)
        {
            var alphabet = Plain + further;
            return string.Concat(Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => alphabet[random.Next(alphabet.Length)]));
        }

        public void Dispose() => _client.Dispose();
    }
}
