using System.Security.Cryptography;
using System.Text;

namespace Slipway.Core.Signing;

/// <summary>
/// Signs any one URL (Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)"). Only the host is
/// signed beside the method, path and query. For the parts of an upload there is <see cref="PartUrlSigner"/>.
/// </summary>
public static class UrlSigner
{
    /// <param name="method">In upper case.</param>
    /// <param name="key">What signs.</param>
    /// <param name="endpoint">Where the client reaches the store.</param>
    /// <param name="canonicalPath">See <see cref="CanonicalPath"/>.</param>
    /// <param name="query">Further parameters, not encoded, in any order.</param>
    /// <param name="window">When the URL is good.</param>
    /// <exception cref="ArgumentException">The path is not canonical.</exception>
    public static string Sign(
        string method, SigningKey key, StoreEndpoint endpoint, string canonicalPath, IReadOnlyList<KeyValuePair<string, string>> query, SigningWindow window)
    {
        if (!CanonicalPath.IsCanonical(canonicalPath))
        {
            throw new ArgumentException("The path is not canonical.", nameof(canonicalPath));
        }

        var scope = new SigningScope(key, window);
        var parameters = string.Join('&', query
            .Select(pair => KeyValuePair.Create(Uri.EscapeDataString(pair.Key), Uri.EscapeDataString(pair.Value)))
            .Concat(scope.Query("host"))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={pair.Value}"));

        var request = $"{method}\n{canonicalPath}\n{parameters}\nhost:{endpoint.Host}\n\nhost\n{SigningScope.UnsignedPayload}";
        var requestHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request)));
        var signature = HMACSHA256.HashData(scope.DerivedKey(), Encoding.UTF8.GetBytes(scope.ToSign + requestHash));
        return $"{endpoint}{canonicalPath}?{parameters}&X-Amz-Signature={Convert.ToHexStringLower(signature)}";
    }
}
