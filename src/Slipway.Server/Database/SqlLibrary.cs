using System.Data.Common;
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
                var items = await database.ListAsync(LibrarySql.Page, asked, ReadItem);
                var files = (await database.ListAsync(LibrarySql.FilesOfPage, asked, row => (Owner: FileRow.ReadGroupId(row), File: ReadFile(row))))
                    .ToLookup(file => file.Owner, file => file.File);
                return [.. items.Select(item => item with { Files = [.. files[item.GroupId]] })];
            },
            ct);
    }

    public Task<LibraryItem?> FindAsync(string project, long id, CancellationToken ct) => flavor.ReadAsync(
        async database =>
        {
            var item = await database.FirstAsync(LibrarySql.Item, new { Project = project, Id = id }, ReadItem);
            return item is null
                ? null
                : item with { Files = [.. await database.ListAsync(CatalogSql.FilesOfGroup, new { Id = item.GroupId }, ReadFile)] };
        },
        ct);

    public Task<IReadOnlyList<Job>> ListJobsAsync(string project, long? before, int limit, CancellationToken ct)
    {
        RefuseLimit(limit);
        return flavor.ReadAsync<IReadOnlyList<Job>>(
            async database => await database.ListAsync(LibrarySql.Jobs, new { Project = project, Before = before ?? long.MaxValue, Limit = limit }, ReadJob),
            ct);
    }

    private static void RefuseLimit(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1_000);
    }

    private static LibraryItem ReadItem(DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetGuid(2), row.GetString(4), row.GetString(5), row.Text(6), row.Text(7),
        GroupRow.ReadAttributes(row.GetString(8)), row.Instant(3), []);

    private static LibraryFile ReadFile(DbDataReader row)
    {
        var file = FileRow.Read(row);
        return new LibraryFile(file.Id, file.Name, file.Role, file.Language, file.MediaType, file.Key, file.Stored!);
    }

    private static Job ReadJob(DbDataReader row) =>
        new(row.GetGuid(0), row.GetString(1), row.GetGuid(2), row.GetInt64(3), row.GetString(4), row.Instant(5));
}
