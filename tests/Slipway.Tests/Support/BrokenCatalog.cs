using Slipway.Core.Uploads;

namespace Slipway.Tests.Support;

/// <summary>A catalog that fails every call in the same way.</summary>
internal sealed class BrokenCatalog(Func<Exception> failure) : ICatalog
{
    public Task<UploadGroup> AddAsync(UploadGroup group, IdempotencyClaim? claim, CancellationToken ct) => throw failure();

    public Task<UploadGroup?> FindAsync(GroupAddress address, CancellationToken ct) => throw failure();

    public Task<UploadGroup> ChangeAsync(GroupAddress address, Func<UploadGroup, UploadGroup> decide, CancellationToken ct) => throw failure();

    public Task<IReadOnlyList<UploadGroup>> ListAsync(GroupQuery query, CancellationToken ct) => throw failure();

    public Task<IReadOnlyList<GroupAddress>> FindOverdueAsync(DateTimeOffset now, int limit, CancellationToken ct) => throw failure();

    public Task<IReadOnlyList<GroupAddress>> FindStuckAsync(DateTimeOffset now, int limit, CancellationToken ct) => throw failure();

    public Task<IReadOnlyList<PurgeWork>> FindUnpurgedAsync(int limit, CancellationToken ct) => throw failure();

    public Task MarkPurgedAsync(Guid fileId, DateTimeOffset at, CancellationToken ct) => throw failure();

    public Task<IReadOnlySet<string>> FindLiveStoreUploadsAsync(IReadOnlyCollection<string> storeUploadIds, CancellationToken ct) => throw failure();
}
