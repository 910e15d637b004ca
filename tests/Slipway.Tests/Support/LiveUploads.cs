using Slipway.Core.Uploads;

namespace Slipway.Tests.Support;

/// <summary>A catalog that is asked one thing only: which uploads of the store are wanted.</summary>
internal sealed class LiveUploads(params IEnumerable<string> live) : ICatalog
{
    private readonly HashSet<string> _live = [.. live];

    public bool IsDown { get; init; }

    public Task<IReadOnlySet<string>> FindLiveStoreUploadsAsync(IReadOnlyCollection<string> storeUploadIds, CancellationToken ct) => IsDown
        ? throw new UploadRefusedException(UploadError.Unavailable("The catalog does not answer."))
        : Task.FromResult<IReadOnlySet<string>>(storeUploadIds.Where(_live.Contains).ToHashSet());

    public Task<UploadGroup> AddAsync(UploadGroup group, IdempotencyClaim? claim, CancellationToken ct) => throw new NotSupportedException();

    public Task<UploadGroup?> FindAsync(GroupAddress address, CancellationToken ct) => throw new NotSupportedException();

    public Task<UploadGroup> ChangeAsync(GroupAddress address, Func<UploadGroup, UploadGroup> decide, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlyList<UploadGroup>> ListAsync(GroupQuery query, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlyList<GroupAddress>> FindOverdueAsync(DateTimeOffset now, int limit, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlyList<GroupAddress>> FindStuckAsync(DateTimeOffset now, int limit, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlyList<PurgeWork>> FindUnpurgedAsync(int limit, CancellationToken ct) => throw new NotSupportedException();

    public Task MarkPurgedAsync(Guid fileId, DateTimeOffset at, CancellationToken ct) => throw new NotSupportedException();
}
