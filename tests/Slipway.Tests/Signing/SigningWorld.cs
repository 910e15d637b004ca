using System.Security.Cryptography;
using System.Text;
using Slipway.Core.Signing;

namespace Slipway.Tests.Signing;

/// <summary>A key, a store, an instant, and the way from a URL to the request that a client makes of it.</summary>
internal static class SigningWorld
{
    public const string Secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    public const string Path = "/bucket/42/direct-uploads/0f8e/Ab3dEfGhJkLmNoPqRsTuV.mov";
    public const string UploadId = "4_z27c88f1d182b150646ff0b16_u01778092931000";

    public static readonly DateTimeOffset Now = new(2026, 5, 6, 18, 42, 11, TimeSpan.Zero);
    public static readonly SigningWindow Window = new(Now, TimeSpan.FromHours(24));
    public static readonly StoreEndpoint Store = new("https", "store.example.com:9000");

    public static SigningKey Key(string accessKeyId = "AKIAIOSFODNN7EXAMPLE", string secret = Secret, string region = "eu-central-1") =>
        new(accessKeyId, Encoding.ASCII.GetBytes(secret), region);

    public static PartUrlSigner Signer(PartLengths? lengths = null, SigningWindow? window = null, string uploadId = UploadId, string path = Path) =>
        new(Key(), Store, path, uploadId, window ?? Window, lengths);

    public static string PartUrl(int part = 7, PartLengths? lengths = null, SigningWindow? window = null) => Signer(lengths, window).Url(part);

    public static UrlVerifier Verifier(VerifierPolicy? policy = null) => new([Key()], policy ?? new VerifierPolicy());

    public static SignatureVerdict Verify(
        string url, string method = "PUT", string? host = null, long? length = null, DateTimeOffset? now = null, params (string Name, string Value)[] headers) =>
        Verifier().Verify(Request(url, method, host, length, headers), now ?? Now);

    public static SignedRequest Request(
        string url, string method = "PUT", string? host = null, long? length = null, params (string Name, string Value)[] headers)
    {
        var afterScheme = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var slash = afterScheme.IndexOf('/', StringComparison.Ordinal);
        return new SignedRequest(
            method, afterScheme[slash..], host ?? afterScheme[..slash], length, [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))]);
    }

    public static VerifiedRequest AssertVerified(SignatureVerdict verdict)
    {
        Assert.True(verdict is VerifiedRequest, $"Refused: {verdict} {(verdict as SignatureRefusal)?.Message}");
        return (VerifiedRequest)verdict;
    }

    public static void AssertRefused(int status, string code, SignatureVerdict verdict)
    {
        var refusal = Assert.IsType<SignatureRefusal>(verdict);
        Assert.Equal((status, code), (refusal.Status, refusal.Code));
        Assert.DoesNotContain(Secret, refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>The value of a parameter as it stands in the URL.</summary>
    public static string Parameter(string url, string name)
    {
        var start = url.IndexOf($"{name}=", StringComparison.Ordinal) + name.Length + 1;
        var end = url.IndexOf('&', start);
        return end < 0 ? url[start..] : url[start..end];
    }

    /// <summary>The URL with another value, signed by nobody.</summary>
    public static string With(string url, string name, string value) =>
        url.Replace($"{name}={Parameter(url, name)}", $"{name}={value}", StringComparison.Ordinal);

    /// <summary>The parameters of a part's URL, to be altered before they are signed.</summary>
    public static Dictionary<string, string> Query(string signedHeaders = "host", string expires = "86400", string stamp = "20260506T184211Z") => new()
    {
        ["X-Amz-Algorithm"] = "AWS4-HMAC-SHA256",
        ["X-Amz-Credential"] = $"AKIAIOSFODNN7EXAMPLE/{stamp[..8]}/eu-central-1/s3/aws4_request",
        ["X-Amz-Date"] = stamp,
        ["X-Amz-Expires"] = expires,
        ["X-Amz-SignedHeaders"] = signedHeaders,
        ["partNumber"] = "7",
        ["uploadId"] = UploadId,
    };

    /// <summary>
    /// Signs any query at all, as the documentation's prose says and with nothing of ours: so that a refusal is for what the URL says and not for
    /// its signature.
    /// </summary>
    public static string Sign(
        Dictionary<string, string> query, string path = Path, string method = "PUT", string? headers = null, string payload = "UNSIGNED-PAYLOAD")
    {
        var encoded = string.Join('&', query.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
        var request = $"{method}\n{path}\n{encoded}\n{headers ?? $"host:{Store.Host}\n"}\n{query["X-Amz-SignedHeaders"]}\n{payload}";
        var scope = query["X-Amz-Credential"][(query["X-Amz-Credential"].IndexOf('/', StringComparison.Ordinal) + 1)..];
        var toSign = $"AWS4-HMAC-SHA256\n{query["X-Amz-Date"]}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request)))}";
        var key = scope.Split('/').Aggregate(
            Encoding.UTF8.GetBytes("AWS4" + Secret), (derived, part) => HMACSHA256.HashData(derived, Encoding.UTF8.GetBytes(part)));
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
        return $"{Store}{path}?{encoded}&X-Amz-Signature={signature}";
    }
}
