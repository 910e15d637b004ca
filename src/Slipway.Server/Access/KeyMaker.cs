using Slipway.Core;
using Slipway.Core.Access;

namespace Slipway.Server.Access;

/// <summary>Makes, changes and ends keys: what `slipway keys` and the first start have in common.</summary>
internal sealed class KeyMaker(IKeyStore keys, TimeProvider time, Randomness randomness)
{
    /// <returns>The key as its owner holds it: to be shown once.</returns>
    public async Task<KeyText> CreateAsync(string project, Role role, string? name, TimeSpan? life, CancellationToken ct)
    {
        var key = KeyText.Create(randomness);
        var now = time.GetUtcNow();
        await keys.AddAsync(new ApiKey(key.Id, project, role, name, key.HashSecret(), now, now + life, RevokedAt: null), ct);
        return key;
    }

    /// <returns>The key with its new secret; null if there is no such key.</returns>
    public async Task<KeyText?> RotateAsync(string id, CancellationToken ct)
    {
        var key = KeyText.CreateFor(id, randomness);
        return await keys.RotateAsync(id, key.HashSecret(), ct) ? key : null;
    }

    public Task<bool> RevokeAsync(string id, CancellationToken ct) => keys.RevokeAsync(id, time.GetUtcNow(), ct);

    public Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken ct) => keys.ListAsync(ct);
}
