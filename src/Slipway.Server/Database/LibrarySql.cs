namespace Slipway.Server.Database;

/// <summary>The library's statements. What an item shows is its group's: nothing is copied.</summary>
internal static class LibrarySql
{
    private const string Items =
        "SELECT i.id, i.project, i.group_id, i.created_at, g.dialect, g.name, g.description, g.folder, g.attributes "
        + "FROM library_items i JOIN groups g ON g.id = i.group_id";

    private const string PageRows = "WHERE i.project = @Project AND i.id < @Before ORDER BY i.id DESC LIMIT @Limit";

    public const string Item = $"{Items} WHERE i.id = @Id AND i.project = @Project";

    public const string Page = $"{Items} {PageRows}";

    public const string FilesOfPage =
        $"SELECT {FileRow.Columns} FROM (SELECT i.group_id FROM library_items i {PageRows}) page JOIN files f ON f.group_id = page.group_id "
        + "ORDER BY f.group_id, f.ordinal";

    public const string Jobs =
        "SELECT j.id, j.project, j.group_id, j.library_id, j.state, j.created_at FROM jobs j "
        + "WHERE j.project = @Project AND j.library_id < @Before ORDER BY j.library_id DESC LIMIT @Limit";
}
