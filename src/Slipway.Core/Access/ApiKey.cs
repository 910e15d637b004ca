namespace Slipway.Core.Access;

/// <summary>An API key as it is kept: never its secret.</summary>
/// <param name="Id">The public part, shown in lists.</param>
/// <param name="SecretHash">SHA-256 of the secret part. A plain hash is enough for a random secret of 160 bits (OWASP ASVS 5.0, 6.5.2).</param>
/// <param name="ExpiresAt">Null: does not expire by itself.</param>
public sealed record ApiKey(
    string Id,
    string Project,
    Role Role,
    string? Name,
    ReadOnlyMemory<byte> SecretHash,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt)
{
    /// <summary>A temporary key's life when none is given (SpatialGen, "Get started").</summary>
    public static readonly TimeSpan TemporaryLife = TimeSpan.FromDays(7);

    public bool IsLiveAt(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || now < ExpiresAt);
}
