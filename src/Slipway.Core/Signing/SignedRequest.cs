namespace Slipway.Core.Signing;

/// <summary>A request that claims to be signed, as it came in. Not a record: its target holds a signature, and nothing may print it.</summary>
/// <param name="method">As sent; nothing is made upper case.</param>
/// <param name="rawTarget">The request target before anything decoded it.</param>
/// <param name="host">The value of the Host header.</param>
/// <param name="contentLength">The value of Content-Length; null where there is none.</param>
/// <param name="headers">All headers but those two, in any case and order; one that came more than once stands here as often.</param>
public readonly struct SignedRequest(
    string method, string rawTarget, string host, long? contentLength, IReadOnlyList<KeyValuePair<string, string>> headers)
{
    internal const string MetaPrefix = "x-amz-";
    internal const string ContentSha256 = "x-amz-content-sha256";

    public string Method { get; } = method;

    public string RawTarget { get; } = rawTarget;

    public string Host { get; } = host;

    public long? ContentLength { get; } = contentLength;

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; } = headers;

    /// <summary>Whether the other mechanism of Signature Version 4 is present as well. Any other scheme of Authorization means nothing here.</summary>
    internal bool HasAwsAuthorization()
    {
        for (var i = 0; i < Headers.Count; i++)
        {
            if (Headers[i].Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
                && Headers[i].Value.AsSpan().TrimStart().StartsWith("AWS", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The header's only value. Null: it is absent, or came more than once.</summary>
    internal string? Single(string name)
    {
        string? found = null;
        for (var i = 0; i < Headers.Count; i++)
        {
            if (Headers[i].Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                if (found is not null)
                {
                    return null;
                }

                found = Headers[i].Value;
            }
        }

        return found;
    }

    internal bool Has(string name)
    {
        for (var i = 0; i < Headers.Count; i++)
        {
            if (Headers[i].Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
