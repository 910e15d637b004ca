namespace Slipway.Core.Access;

/// <summary>Where API keys are kept. A change counts from the moment it answers, also for a server that runs beside.</summary>
public interface IKeyStore
{
    Task AddAsync(ApiKey key, CancellationToken ct);

    Task<ApiKey?> FindAsync(string id, CancellationToken ct);

    /// <summary>Oldest first.</summary>
    Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken ct);

    /// <summary>False: there is no such key, or it was revoked before.</summary>
    Task<bool> RevokeAsync(string id, DateTimeOffset at, CancellationToken ct);

    /// <summary>Replaces the secret of a key that was not revoked; the old one is refused from then on. False: there is no such key.</summary>
    Task<bool> RotateAsync(string id, ReadOnlyMemory<byte> secretHash, CancellationToken ct);
}
