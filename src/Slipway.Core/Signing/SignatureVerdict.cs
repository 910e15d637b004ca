namespace Slipway.Core.Signing;

/// <summary>What <see cref="UrlVerifier"/> found: a <see cref="VerifiedRequest"/> or a <see cref="SignatureRefusal"/>.</summary>
public abstract class SignatureVerdict
{
    private protected SignatureVerdict()
    {
    }
}

/// <summary>What a good signature covers. Only the verifier makes one: a handler that asks for it cannot be reached with less.</summary>
public sealed class VerifiedRequest : SignatureVerdict
{
    internal VerifiedRequest()
    {
    }

    public required string Method { get; init; }

    /// <summary>The path as it was signed: <c>/bucket/key</c>.</summary>
    public required string CanonicalPath { get; init; }

    public required string Bucket { get; init; }

    /// <summary>The object's key, decoded.</summary>
    public required string Key { get; init; }

    /// <summary>1 to 10,000.</summary>
    public required int? PartNumber { get; init; }

    /// <summary>Decoded. Present exactly where there is a part number.</summary>
    public required string? UploadId { get; init; }

    /// <summary>Content-Length, where the signature binds it. Null: the URL leaves the length open.</summary>
    public required long? SignedContentLength { get; init; }

    /// <summary>The SHA-256 that the client says its body has, in lower-case hex: to be checked against the body. Null: it says none.</summary>
    public required string? ContentSha256 { get; init; }

    public required string AccessKeyId { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
