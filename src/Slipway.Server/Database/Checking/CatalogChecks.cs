using System.Runtime.CompilerServices;
using Slipway.Core.Uploads;
using Slipway.Server.Checking;

namespace Slipway.Server.Database.Checking;

/// <summary>A file and the group it belongs to, for checks against what the store holds.</summary>
internal sealed record CatalogFile(GroupAddress Group, FileUpload File);

/// <summary>
/// Looks at the whole catalog for what must never be, whatever crashed when: the database's side of <c>slipway fsck</c>. Changes nothing, and may
/// run beside a server: every check sees one moment.
/// </summary>
internal sealed class CatalogChecks(SqlFlavor flavor)
{
    private const int BatchSize = 1_000;

    private const string FilesAfter =
        $"SELECT g.project, g.dialect, {FileRow.Columns} FROM files f JOIN groups g ON g.id = f.group_id WHERE f.id > @After ORDER BY f.id LIMIT @Limit";

    /// <summary>Each asks for the ids of what breaks a rule.</summary>
    private static readonly (string Invariant, string Kind, string What, string Sql)[] Rules =
    [
        ("I2", "file", "is completed, and what the store held is not what was declared",
            "SELECT f.id FROM files f WHERE f.state = 'completed' AND (f.stored_bytes IS NULL OR f.stored_bytes <> coalesce(f.total_bytes, f.stored_bytes))"),
        ("I3", "group", "is completed with a file that is not",
            "SELECT g.id FROM groups g WHERE g.state = 'completed' AND EXISTS (SELECT 1 FROM files f WHERE f.group_id = g.id AND f.state <> 'completed')"),
        ("I3", "group", "is open though every file of it is completed",
            "SELECT g.id FROM groups g WHERE g.state = 'open' AND NOT EXISTS (SELECT 1 FROM files f WHERE f.group_id = g.id AND f.state <> 'completed')"),
        ("I3", "group", "has not the library item, or has one too many, for its state",
            $"SELECT g.id FROM groups g WHERE (SELECT count(*) FROM library_items i WHERE i.group_id = g.id) <> {OneWhenCompleted}"),
        ("I3", "group", "has not the job, or has one too many, for its state",
            $"SELECT g.id FROM groups g WHERE (SELECT count(*) FROM jobs j WHERE j.group_id = g.id) <> {OneWhenCompleted}"),
        ("I3", "group", "has not the event group.completed, or has it without being so",
            $"SELECT g.id FROM groups g WHERE (SELECT count(*) FROM events e WHERE e.group_id = g.id AND e.kind = 'group.completed') <> {OneWhenCompleted}"),
        ("I4", "group", "is closed without a time of closing, or open with one",
            "SELECT g.id FROM groups g WHERE (g.state = 'open') <> (g.closed_at IS NULL)"),
        ("I4", "group", "closed more or less than once, by its events",
            "SELECT g.id FROM groups g WHERE (SELECT count(*) FROM events e WHERE e.group_id = g.id AND e.kind IN ('group.completed', 'group.canceled', 'group.expired')) "
            + "<> CASE WHEN g.state = 'open' THEN 0 ELSE 1 END"),
        ("I4", "group", "is canceled or expired, and a file of it is not",
            "SELECT g.id FROM groups g WHERE g.state IN ('canceled', 'expired') AND EXISTS (SELECT 1 FROM files f WHERE f.group_id = g.id AND f.state <> g.state)"),
        ("I5", "file", "was purged though its bytes are wanted",
            "SELECT f.id FROM files f WHERE f.purged_at IS NOT NULL AND f.state NOT IN ('canceled', 'expired')"),
        ("I8", "group", "names another library item than the one that names it",
            "SELECT g.id FROM groups g LEFT JOIN library_items i ON i.group_id = g.id WHERE coalesce(g.library_id, 0) <> coalesce(i.id, 0)"),
        ("I8", "job", "is for another library item than its group's",
            "SELECT j.id FROM jobs j LEFT JOIN library_items i ON i.group_id = j.group_id WHERE j.library_id <> coalesce(i.id, 0)"),
        ("I11", "group", "has no version", "SELECT g.id FROM groups g WHERE g.version < 1"),
        ("claim", "group", "is named by an idempotency key and does not exist",
            "SELECT c.group_id FROM idempotency c WHERE NOT EXISTS (SELECT 1 FROM groups g WHERE g.id = c.group_id)"),
        ("index", "group", "counts its files wrongly, so that lists and recovery may miss it",
            "SELECT g.id FROM groups g WHERE g.files_left <> (SELECT count(*) FROM files f WHERE f.group_id = g.id AND f.state <> 'completed') "
            + "OR g.started <> CASE WHEN EXISTS (SELECT 1 FROM files f WHERE f.group_id = g.id AND f.state <> 'pending') THEN 1 ELSE 0 END"),
    ];

    private const string OneWhenCompleted = "CASE WHEN g.state = 'completed' THEN 1 ELSE 0 END";

    /// <summary>Everything that is wrong within the catalog itself.</summary>
    public async IAsyncEnumerable<Finding> FindAsync([EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var broken in await flavor.CheckIntegrityAsync(ct))
        {
            yield return new Finding("integrity", "the database", broken);
        }

        foreach (var rule in Rules)
        {
            foreach (var id in await flavor.ReadAsync(database => database.ListAsync(rule.Sql, null, row => row.GetGuid(0)), ct))
            {
                yield return new Finding(rule.Invariant, $"{rule.Kind} {id}", rule.What);
            }
        }
    }

    /// <summary>Every file, by id; one that is added meanwhile may or may not be among them.</summary>
    public async IAsyncEnumerable<CatalogFile> FilesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        List<CatalogFile> batch;
        var after = Guid.Empty;
        do
        {
            var asked = new { After = after, Limit = BatchSize };
            batch = await flavor.ReadAsync(
                database => database.ListAsync(
                    FilesAfter,
                    asked,
                    row => new CatalogFile(new GroupAddress(row.GetString(0), row.GetString(1), FileRow.ReadGroupId(row, 2)), FileRow.Read(row, 2))),
                ct);
            foreach (var file in batch)
            {
                yield return file;
                after = file.File.Id;
            }
        }
        while (batch.Count == BatchSize);
    }
}
