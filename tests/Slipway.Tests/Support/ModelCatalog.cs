using Slipway.Core.Library;
using Slipway.Core.Uploads;

namespace Slipway.Tests.Support;

/// <summary>The catalog's contract as a program: one lock, and lists for tables.</summary>
/// <param name="locked">
/// False plants the fault that the contract excludes: a change is decided from what was read before another's change, and writes its own rows only.
/// </param>
internal sealed class ModelCatalog(Boundaries boundaries, TimeProvider time, bool locked = true) : ICatalog, ILibrary
{
    private readonly Lock _lock = new();
    private readonly List<UploadGroup> _groups = [];
    private readonly Dictionary<(string Project, string Key), (byte[] Hash, GroupAddress Group)> _claims = [];
    private readonly List<UploadGroup> _history = [];
    private readonly List<LibraryItem> _items = [];
    private readonly List<Job> _jobs = [];
    private readonly List<(Guid GroupId, string Name)> _events = [];

    /// <summary>Every version of every group, in the order in which they were written.</summary>
    public IReadOnlyList<UploadGroup> History => Read(() => _history.ToArray());

    public IReadOnlyList<LibraryItem> Items => Read(() => _items.ToArray());

    public IReadOnlyList<Job> Jobs => Read(() => _jobs.ToArray());

    public IReadOnlyList<(Guid GroupId, string Name)> Events => Read(() => _events.ToArray());

    public IReadOnlyList<UploadGroup> Groups => Read(() => _groups.ToArray());

    /// <summary>A look at a group that no fault comes in between.</summary>
    public UploadGroup Look(GroupAddress address) => Read(() => _groups.Single(group => group.Address == address));

    public Task<UploadGroup> AddAsync(UploadGroup group, IdempotencyClaim? claim, CancellationToken ct) => CallAsync("catalog.add", () =>
    {
        if (claim is not null)
        {
            var key = (group.Address.Project, claim.Key);
            if (_claims.TryGetValue(key, out var earlier))
            {
                return earlier.Hash.AsSpan().SequenceEqual(claim.RequestHash.Span)
                    ? _groups.Single(known => known.Address == earlier.Group)
                    : throw new UploadRefusedException(UploadError.IdempotencyKeyReused(earlier.Group.Id));
            }

            _claims.Add(key, (claim.RequestHash.ToArray(), group.Address));
        }

        _groups.Add(group);
        _history.Add(group);
        return group;
    });

    public Task<UploadGroup?> FindAsync(GroupAddress address, CancellationToken ct) =>
        CallAsync("catalog.find", () => _groups.SingleOrDefault(group => group.Address == address));

    public async Task<UploadGroup> ChangeAsync(GroupAddress address, Func<UploadGroup, UploadGroup> decide, CancellationToken ct)
    {
        await boundaries.PassAsync("catalog.change:before");
        var written = locked
            ? Read(() => Write(Current(address), decide(Current(address))))
            : await ChangeWithoutLockAsync(address, decide);
        await boundaries.PassAsync("catalog.change:after");
        return written;
    }

    public Task<IReadOnlyList<UploadGroup>> ListAsync(GroupQuery query, CancellationToken ct) => CallAsync<IReadOnlyList<UploadGroup>>("catalog.list", () =>
    {
        var newestFirst = _groups.AsEnumerable().Reverse().Where(group => group.Address.Project == query.Project && group.Address.Dialect == query.Dialect);
        var rest = query.Before is { } before ? newestFirst.SkipWhile(group => group.Id != before).Skip(1) : newestFirst;
        return
        [
            .. rest.Where(group => query.State is null || group.State == query.State)
                .Where(group => query.Started is null || group.State != GroupState.Open
                    || group.Files.Any(file => file.State != FileState.Pending) == query.Started)
                .Take(query.Limit),
        ];
    });

    public Task<IReadOnlyList<GroupAddress>> FindOverdueAsync(DateTimeOffset now, int limit, CancellationToken ct) =>
        OpenWhereAsync("catalog.overdue", limit, group => group.StateAt(now) == GroupState.Expired);

    public Task<IReadOnlyList<GroupAddress>> FindStuckAsync(DateTimeOffset now, int limit, CancellationToken ct) => OpenWhereAsync(
        "catalog.stuck",
        limit,
        group => group.Files.Any(file => file.State == FileState.Completing && file.LeaseUntil <= now)
            || group.Files.All(file => file.State == FileState.Completed));

    public Task<IReadOnlyList<PurgeWork>> FindUnpurgedAsync(int limit, CancellationToken ct) => CallAsync<IReadOnlyList<PurgeWork>>("catalog.unpurged", () =>
    [
        .. _groups.Where(group => group.State is GroupState.Canceled or GroupState.Expired)
            .SelectMany(group => group.Files.Where(file => file.PurgedAt is null).Select(file => new PurgeWork(group.Address, file)))
            .Take(limit),
    ]);

    public Task MarkPurgedAsync(Guid fileId, DateTimeOffset at, CancellationToken ct) => CallAsync("catalog.purged", () =>
    {
        var group = _groups.Single(known => known.Files.Any(file => file.Id == fileId));
        var file = group.File(fileId);
        return Write(group, group with { Files = group.Files.Replace(file, file with { PurgedAt = file.PurgedAt ?? at }) });
    });

    public Task<IReadOnlySet<string>> FindLiveStoreUploadsAsync(IReadOnlyCollection<string> storeUploadIds, CancellationToken ct) =>
        CallAsync<IReadOnlySet<string>>("catalog.live", () => _groups.Where(group => group.State is GroupState.Open)
            .SelectMany(group => group.Files)
            .Select(file => file.StoreUploadId)
            .OfType<string>()
            .Intersect(storeUploadIds)
            .ToHashSet());

    public Task<IReadOnlyList<LibraryItem>> ListAsync(string project, long? before, int limit, CancellationToken ct) =>
        CallAsync<IReadOnlyList<LibraryItem>>("library.list", () =>
            [.. _items.Where(item => item.Project == project && (before is null || item.Id < before)).Reverse().Take(limit)]);

    public Task<LibraryItem?> FindAsync(string project, long id, CancellationToken ct) =>
        CallAsync("library.find", () => _items.SingleOrDefault(item => item.Project == project && item.Id == id));

    public Task<IReadOnlyList<Job>> ListJobsAsync(string project, long? before, int limit, CancellationToken ct) =>
        CallAsync<IReadOnlyList<Job>>("library.jobs", () =>
            [.. _jobs.Where(job => job.Project == project && (before is null || job.LibraryId < before)).Reverse().Take(limit)]);

    private async Task<UploadGroup> ChangeWithoutLockAsync(GroupAddress address, Func<UploadGroup, UploadGroup> decide)
    {
        var before = Read(() => Current(address));
        var after = decide(before);
        await boundaries.PassAsync("catalog.change:unlocked");
        return Read(() =>
        {
            var files = Current(address).Files;
            foreach (var (was, became) in before.Files.Zip(after.Files).Where(pair => pair.First != pair.Second))
            {
                files = files.SetItem(before.Files.IndexOf(was), became);
            }

            var current = before.State == after.State ? Current(address) : after;
            return Write(before, current with { Files = files });
        });
    }

    private UploadGroup Current(GroupAddress address) =>
        _groups.SingleOrDefault(group => group.Address == address) ?? throw new UploadRefusedException(UploadError.NotFound("upload group"));

    private UploadGroup Write(UploadGroup before, UploadGroup after)
    {
        if (after == before)
        {
            return before;
        }

        var index = _groups.FindIndex(group => group.Address == before.Address);
        var written = after with { Version = _groups[index].Version + 1 };
        if (HandOver.IsDue(before, after))
        {
            written = written with { LibraryId = HandOverGroup(written) };
        }

        if (HandOver.EventOf(before, after) is { } name)
        {
            _events.Add((written.Id, name));
        }

        _groups[index] = written;
        _history.Add(written);
        return written;
    }

    private long HandOverGroup(UploadGroup group)
    {
        var id = _items.Count + 1L;
        var now = time.GetUtcNow();
        _items.Add(new LibraryItem(
            id, group.Address.Project, group.Id, group.Address.Dialect, group.Asset.Name, group.Asset.Description, group.Asset.Folder,
            group.Asset.Attributes, now, [.. HandOver.FilesOf(group)]));
        _jobs.Add(new Job(new Guid((int)id, 0, 0, new byte[8]), group.Address.Project, group.Id, id, "queued", now));
        return id;
    }

    private Task<IReadOnlyList<GroupAddress>> OpenWhereAsync(string name, int limit, Func<UploadGroup, bool> wanted) =>
        CallAsync<IReadOnlyList<GroupAddress>>(name, () =>
        [
            .. _groups.Where(group => group.State == GroupState.Open && wanted(group))
                .OrderBy(group => group.ExpiresAt)
                .Take(limit)
                .Select(group => group.Address),
        ]);

    private async Task<T> CallAsync<T>(string name, Func<T> effect)
    {
        await boundaries.PassAsync($"{name}:before");
        var answer = Read(effect);
        await boundaries.PassAsync($"{name}:after");
        return answer;
    }

    private T Read<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }
}
