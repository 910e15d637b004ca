using System.Collections.Immutable;
using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Slipway.Core;
using Slipway.Core.Library;
using Slipway.Core.Uploads;

namespace Slipway.Server.Database;

/// <summary>The catalog over SQL. Every change takes the lock of its group's row first; that makes two last files one after the other.</summary>
internal sealed class SqlCatalog(SqlFlavor flavor, TimeProvider time, Randomness randomness) : ICatalog
{
    /// <summary>How many ids one statement asks for: always as many, so that it is one text.</summary>
    private const int IdsAtOnce = 100;

    private readonly string _lockedGroup = CatalogSql.GroupAtAddress + flavor.LockRow;

    public Task<UploadGroup> AddAsync(UploadGroup group, IdempotencyClaim? claim, CancellationToken ct)
    {
        var added = Instants.Kept(group) with { Version = 1 };
        return flavor.WriteAsync(database => AddAsync(database, added, claim), ct);
    }

    public Task<UploadGroup?> FindAsync(GroupAddress address, CancellationToken ct) =>
        flavor.ReadAsync(database => ReadAsync(database, CatalogSql.GroupAtAddress, address), ct);

    public Task<UploadGroup> ChangeAsync(GroupAddress address, Func<UploadGroup, UploadGroup> decide, CancellationToken ct) =>
        flavor.WriteAsync(database => ChangeAsync(database, address, decide), ct);

    public Task<IReadOnlyList<UploadGroup>> ListAsync(GroupQuery query, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 1_000);
        var asked = new
        {
            query.Project,
            query.Dialect,
            State = query.State is { } state ? StoredNames.Of(state) : null,
            Started = query.Started is true ? 1 : 0,
            Before = query.Before ?? Guid.Empty,
            query.Limit,
        };
        return flavor.ReadAsync<IReadOnlyList<UploadGroup>>(
            async database =>
            {
                var groups = await database.ListAsync(CatalogSql.Page(query), asked, GroupRow.Read);
                var files = (await database.ListAsync(CatalogSql.FilesOfPage(query), asked, OwnedFile)).ToLookup(file => file.Owner, file => file.File);
                return [.. groups.Select(group => group with { Files = [.. files[group.Id]] })];
            },
            ct);
    }

    public Task<IReadOnlyList<GroupAddress>> FindOverdueAsync(DateTimeOffset now, int limit, CancellationToken ct) =>
        flavor.ReadAsync<IReadOnlyList<GroupAddress>>(
            async database => await AddressesAsync(database, CatalogSql.Overdue, now, limit),
            ct);

    public Task<IReadOnlyList<GroupAddress>> FindStuckAsync(DateTimeOffset now, int limit, CancellationToken ct) =>
        flavor.ReadAsync<IReadOnlyList<GroupAddress>>(
            async database =>
            {
                var lapsed = await AddressesAsync(database, CatalogSql.LapsedClaims, now, limit);
                var whole = await AddressesAsync(database, CatalogSql.WholeButOpen, now, limit);
                return [.. lapsed.Concat(whole).Distinct().Take(limit)];
            },
            ct);

    public Task<IReadOnlyList<PurgeWork>> FindUnpurgedAsync(int limit, CancellationToken ct) =>
        flavor.ReadAsync<IReadOnlyList<PurgeWork>>(
            async database => await database.ListAsync(
                CatalogSql.Unpurged,
                new { Limit = limit },
                row => new PurgeWork(new GroupAddress(row.GetString(0), row.GetString(1), FileRow.ReadGroupId(row, 2)), FileRow.Read(row, 2))),
            ct);

    public Task MarkPurgedAsync(Guid fileId, DateTimeOffset at, CancellationToken ct) =>
        flavor.WriteAsync(
            async database =>
            {
                // First the group's row, as always: a change of the group under way must not write over this mark.
                if (await database.ExecuteAsync(CatalogSql.TouchGroupOfUnpurged, new { Id = fileId }) == 1)
                {
                    await database.ExecuteAsync(CatalogSql.MarkPurged, new { Id = fileId, At = Instants.Write(at) });
                }

                return true;
            },
            ct);

    public Task<IReadOnlySet<string>> FindLiveStoreUploadsAsync(IReadOnlyCollection<string> storeUploadIds, CancellationToken ct) =>
        flavor.ReadAsync<IReadOnlySet<string>>(
            async database =>
            {
                var live = new HashSet<string>(StringComparer.Ordinal);
                foreach (var chunk in storeUploadIds.Chunk(IdsAtOnce))
                {
                    var ids = chunk.Concat(Enumerable.Repeat(chunk[0], IdsAtOnce - chunk.Length)).ToArray();
                    live.UnionWith(await database.QueryAsync<string>(CatalogSql.LiveStoreUploads, new { Ids = ids }));
                }

                return live;
            },
            ct);

    private static async Task<UploadGroup?> ReadAsync<TWhich>(DbConnection database, string sql, TWhich which)
    {
        if (await database.FirstAsync(sql, which, GroupRow.Read) is not { } group)
        {
            return null;
        }

        var files = await database.ListAsync(CatalogSql.FilesOfGroup, new { group.Id }, row => FileRow.Read(row));
        return group with { Files = [.. files] };
    }

    private static (Guid Owner, FileUpload File) OwnedFile(DbDataReader row) => (FileRow.ReadGroupId(row), FileRow.Read(row));

    private static Task<List<GroupAddress>> AddressesAsync(DbConnection database, string sql, DateTimeOffset now, int limit) => database.ListAsync(
        sql,
        new { Now = Instants.Write(now), Limit = limit },
        row => new GroupAddress(row.GetString(0), row.GetString(1), row.GetGuid(2)));

    private static async Task<UploadGroup> AddAsync(DbConnection database, UploadGroup group, IdempotencyClaim? claim)
    {
        if (claim is not null && await EarlierAsync(database, group, claim) is { } earlier)
        {
            return earlier;
        }

        await database.ExecuteAsync(CatalogSql.AddGroup, GroupRow.Of(group));
        for (var i = 0; i < group.Files.Length; i++)
        {
            await database.ExecuteAsync(CatalogSql.AddFile, FileRow.Of(group.Files[i], group.Id, i));
        }

        return group;
    }

    /// <summary>Lays the claim; or, where its key was laid before, answers the group that it started.</summary>
    private static async Task<UploadGroup?> EarlierAsync(DbConnection database, UploadGroup group, IdempotencyClaim claim)
    {
        var laid = new { group.Address.Project, claim.Key, RequestHash = claim.RequestHash.ToArray(), GroupId = group.Id };
        if (await database.ExecuteAsync(CatalogSql.Claim, laid) == 1)
        {
            return null;
        }

        var (hash, id) = await database.FirstAsync(CatalogSql.ClaimOfKey, laid, row => (row.Bytes(0), row.GetGuid(1)));
        return CryptographicOperations.FixedTimeEquals(hash, claim.RequestHash.Span)
            ? await ReadAsync(database, CatalogSql.Group, new { Id = id })
            : throw new UploadRefusedException(UploadError.IdempotencyKeyReused(id));
    }

    private async Task<UploadGroup> ChangeAsync(DbConnection database, GroupAddress address, Func<UploadGroup, UploadGroup> decide)
    {
        var before = await ReadAsync(database, _lockedGroup, address)
            ?? throw new UploadRefusedException(UploadError.NotFound("upload group"));
        var decided = decide(before);
        var changed = ChangedFiles(before, decided);
        if (changed.IsEmpty && decided with { Files = before.Files } == before)
        {
            return before;
        }

        var after = Instants.Kept(decided) with { Version = before.Version + 1 };
        if (HandOver.IsDue(before, after))
        {
            after = after with { LibraryId = await AddToLibraryAsync(database, after) };
        }

        // Where only files change, the group's indexes need not be touched.
        var (was, now) = (GroupRow.Of(before), GroupRow.Of(after));
        var ownChange = (was.Started, was.FilesLeft) != (now.Started, now.FilesLeft)
            || after with { Files = before.Files, Version = before.Version } != before;
        if (await database.ExecuteAsync(ownChange ? CatalogSql.ChangeGroup : CatalogSql.ChangeVersion, now) != 1)
        {
            throw new UploadRefusedException(UploadError.Unavailable("The upload group changed meanwhile."));
        }

        foreach (var i in changed)
        {
            await database.ExecuteAsync(CatalogSql.ChangeFile, FileRow.Of(after.Files[i], after.Id, i));
        }

        if (HandOver.EventOf(before, after) is { } kind)
        {
            await AddEventAsync(database, after, kind);
        }

        return after;
    }

    private Task<int> AddEventAsync(DbConnection database, UploadGroup group, string kind)
    {
        var now = time.GetUtcNow();
        return database.ExecuteAsync(
            CatalogSql.AddEvent,
            new { Id = randomness.NewId(now), GroupId = group.Id, Kind = kind, At = Instants.Write(now) });
    }

    /// <summary>The places of the files that differ. Which files a group has was settled when it started.</summary>
    private static ImmutableArray<int> ChangedFiles(UploadGroup before, UploadGroup after)
    {
        if (!before.Files.Select(Identity).SequenceEqual(after.Files.Select(Identity)))
        {
            throw new InvalidOperationException("A change keeps a group's files, their order and their keys.");
        }

        return [.. Enumerable.Range(0, after.Files.Length).Where(i => before.Files[i] != after.Files[i])];

        static (Guid, string) Identity(FileUpload file) => (file.Id, file.Key.Text);
    }

    private async Task<long> AddToLibraryAsync(DbConnection database, UploadGroup group)
    {
        var now = time.GetUtcNow();
        var item = new { group.Address.Project, GroupId = group.Id, At = Instants.Write(now) };
        var libraryId = await database.QueryFirstOrDefaultAsync<long?>(CatalogSql.AddLibraryItem, item)
            ?? await database.QueryFirstAsync<long>(CatalogSql.LibraryItemOfGroup, item);
        await database.ExecuteAsync(
            CatalogSql.AddJob,
            new { Id = randomness.NewId(now), group.Address.Project, GroupId = group.Id, LibraryId = libraryId, At = Instants.Write(now) });
        return libraryId;
    }
}
