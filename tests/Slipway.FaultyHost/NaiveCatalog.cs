using Slipway.Core.Uploads;

namespace Slipway.FaultyHost;

/// <summary>
/// Decides from the group as it was read before the lock, and writes only the files that this decision moved: two last completes each see the other
/// file unfinished.
/// </summary>
internal sealed class NaiveCatalog(ICatalog catalog) : ICatalog
{
    public async Task<UploadGroup> ChangeAsync(GroupAddress address, Func<UploadGroup, UploadGroup> decide, CancellationToken ct)
    {
        if (await catalog.FindAsync(address, ct) is not { } seen)
        {
            return await catalog.ChangeAsync(address, decide, ct);
        }

        var decided = decide(seen);
        return await catalog.ChangeAsync(address, group => Merge(group, seen, decided), ct);
    }

    public Task<UploadGroup> AddAsync(UploadGroup group, IdempotencyClaim? claim, CancellationToken ct) => catalog.AddAsync(group, claim, ct);

    public Task<UploadGroup?> FindAsync(GroupAddress address, CancellationToken ct) => catalog.FindAsync(address, ct);

    public Task<IReadOnlyList<UploadGroup>> ListAsync(GroupQuery query, CancellationToken ct) => catalog.ListAsync(query, ct);

    public Task<IReadOnlyList<GroupAddress>> FindOverdueAsync(DateTimeOffset now, int limit, CancellationToken ct) => catalog.FindOverdueAsync(now, limit, ct);

    public Task<IReadOnlyList<GroupAddress>> FindStuckAsync(DateTimeOffset now, int limit, CancellationToken ct) => catalog.FindStuckAsync(now, limit, ct);

    public Task<IReadOnlyList<PurgeWork>> FindUnpurgedAsync(int limit, CancellationToken ct) => catalog.FindUnpurgedAsync(limit, ct);

    public Task MarkPurgedAsync(Guid fileId, DateTimeOffset at, CancellationToken ct) => catalog.MarkPurgedAsync(fileId, at, ct);

    public Task<IReadOnlySet<string>> FindLiveStoreUploadsAsync(IReadOnlyCollection<string> storeUploadIds, CancellationToken ct) =>
        catalog.FindLiveStoreUploadsAsync(storeUploadIds, ct);

    private static UploadGroup Merge(UploadGroup current, UploadGroup seen, UploadGroup decided)
    {
        var files = current.Files;
        for (var i = 0; i < files.Length; i++)
        {
            files = ReferenceEquals(seen.Files[i], decided.Files[i]) ? files : files.SetItem(i, decided.Files[i]);
        }

        return current with { State = decided.State, ClosedAt = decided.ClosedAt, Files = files };
    }
}
