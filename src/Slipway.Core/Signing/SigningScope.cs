using System.Globalization;

namespace Slipway.Core.Signing;

/// <summary>What all URLs of one key and one window have in common.</summary>
internal sealed class SigningScope
{
    public const string Algorithm = "AWS4-HMAC-SHA256";
    public const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    /// <summary>Not with quotes around T and Z: to read those allocates.</summary>
    public const string StampFormat = @"yyyyMMdd\THHmmss\Z";

    private readonly SigningKey _key;
    private readonly string _stamp;
    private readonly string _scope;
    private readonly string _expires;

    /// <exception cref="ArgumentOutOfRangeException">The window lives for less than 1 second or more than 7 days.</exception>
    public SigningScope(SigningKey key, SigningWindow window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window.Life, TimeSpan.FromSeconds(1), nameof(window));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window.Life, SigningWindow.MaxLife, nameof(window));
        _key = key;
        _stamp = window.SignedAt.UtcDateTime.ToString(StampFormat, CultureInfo.InvariantCulture);
        _scope = $"{_stamp[..8]}/{key.Region}/s3/aws4_request";
        _expires = ((long)window.Life.TotalSeconds).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The string to sign up to the hash of the request.</summary>
    public string ToSign => $"{Algorithm}\n{_stamp}\n{_scope}\n";

    public byte[] DerivedKey() => _key.Derive(_stamp.AsSpan(0, 8));

    /// <summary>The parameters that every signed URL has, in order. Values are as they stand in a URL.</summary>
    /// <param name="signedHeaders">Names in order, with <c>%3B</c> between them.</param>
    public IEnumerable<KeyValuePair<string, string>> Query(string signedHeaders) =>
    [
        new("X-Amz-Algorithm", Algorithm),
        new("X-Amz-Credential", Uri.EscapeDataString($"{_key.AccessKeyId}/{_scope}")),
        new("X-Amz-Date", _stamp),
        new("X-Amz-Expires", _expires),
        new("X-Amz-SignedHeaders", signedHeaders),
    ];
}
