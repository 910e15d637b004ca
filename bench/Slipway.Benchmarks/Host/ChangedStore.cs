using Slipway.Core.Objects;
using Slipway.Core.Signing;
using Slipway.Core.Uploads;

namespace Slipway.Benchmarks.Host;

/// <summary>The store with parts of any size, and, where a folder is given, with every finished object read once more.</summary>
internal sealed class ChangedStore(IObjectStore inner, string? readBackFrom) : IObjectStore
{
    public StoreProfile Profile => inner.Profile with { MinPartBytes = 1 };

    public Task<string> StartAsync(ObjectKey key, PartPlan plan, string mediaType, CancellationToken ct) => inner.StartAsync(key, plan, mediaType, ct);

    public PartUrlSigner PartSigner(StoreUpload upload, SigningWindow window, StoreEndpoint reachedBy) => inner.PartSigner(upload, window, reachedBy);

    public string ReadUrl(string method, ObjectKey key, SigningWindow window, StoreEndpoint reachedBy) => inner.ReadUrl(method, key, window, reachedBy);

    public Task<PartPage> ListPartsAsync(StoreUpload upload, int after, int limit, CancellationToken ct) => inner.ListPartsAsync(upload, after, limit, ct);

    public async Task<StoredObject?> CompleteAsync(StoreUpload upload, PartTokens? tokens, CancellationToken ct)
    {
        var stored = await inner.CompleteAsync(upload, tokens, ct);
        if (readBackFrom is not null)
        {
            await File.ReadAllBytesAsync(Path.Combine(readBackFrom, upload.Key.ToString()), ct);
        }

        return stored;
    }

    public Task AbortAsync(StoreUpload upload, CancellationToken ct) => inner.AbortAsync(upload, ct);

    public Task<StoredObject?> HeadAsync(ObjectKey key, CancellationToken ct) => inner.HeadAsync(key, ct);

    public Task DeleteAsync(ObjectKey key, CancellationToken ct) => inner.DeleteAsync(key, ct);
}
