using Dapper;
using Slipway.Core.Library;

namespace Slipway.Server.Database;

/// <summary>The library over SQL: an item is its group's row and files, read under the item's own id.</summary>
internal sealed class SqlLibrary(SqlFlavor flavor) : ILibrary
{
    public Task<IReadOnlyList<LibraryItem>> ListAsync(string project, long? before, int limit, CancellationToken ct)
    {
        RefuseLimit(limit);
        return flavor.ReadAsync<IReadOnlyList<LibraryItem>>(
            async database =>
            {
                var asked = new { Project = project, Before = before ?? long.MaxValue, Limit = limit };
                var items = await database.QueryAsync<ItemRow>(LibrarySql.Page, asked);
                var files = (await database.QueryAsync<FileRow>(LibrarySql.FilesOfPage, asked)).ToLookup(file => file.GroupId);
                return [.. items.Select(item => item.Read(files[item.GroupId]))];
            },
            ct);
    }

    public Task<LibraryItem?> FindAsync(string project, long id, CancellationToken ct) => flavor.ReadAsync(
        async database =>
        {
            var item = await database.QueryFirstOrDefaultAsync<ItemRow>(LibrarySql.Item, new { Project = project, Id = id });
            return item?.Read(await database.QueryAsync<FileRow>(CatalogSql.FilesOfGroup, new { Id = item.GroupId }));
        },
        ct);

    public Task<IReadOnlyList<Job>> ListJobsAsync(string project, long? before, int limit, CancellationToken ct)
    {
        RefuseLimit(limit);
        return flavor.ReadAsync<IReadOnlyList<Job>>(
            async database => [.. (await database.QueryAsync<JobRow>(LibrarySql.Jobs, new { Project = project, Before = before ?? long.MaxValue, Limit = limit })).Select(row => row.Read())],
            ct);
    }

    private static void RefuseLimit(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1_000);
    }

    private sealed class ItemRow
    {
        public long Id { get; init; }

        public string Project { get; init; } = "";

        public Guid GroupId { get; init; }

        public long CreatedAt { get; init; }

        public string Dialect { get; init; } = "";

        public string Name { get; init; } = "";

        public string? Description { get; init; }

        public string? Folder { get; init; }

        public string Attributes { get; init; } = "";

        public LibraryItem Read(IEnumerable<FileRow> files) => new(
            Id, Project, GroupId, Dialect, Name, Description, Folder, GroupRow.ReadAttributes(Attributes), Instants.Read(CreatedAt),
            [.. files.Select(file => file.ReadLibraryFile())]);
    }

    private sealed class JobRow
    {
        public Guid Id { get; init; }

        public string Project { get; init; } = "";

        public Guid GroupId { get; init; }

        public long LibraryId { get; init; }

        public string State { get; init; } = "";

        public long CreatedAt { get; init; }

        public Job Read() => new(Id, Project, GroupId, LibraryId, State, Instants.Read(CreatedAt));
    }
}
