using Slipway.Core.Uploads;

namespace Slipway.Server.Database;

/// <summary>The catalog's statements. Every one finds its rows by an index whose reach does not grow with the number of groups.</summary>
internal static class CatalogSql
{
    public const string Group = $"SELECT {GroupRow.Columns} FROM groups g WHERE g.id = @Id";

    public const string GroupAtAddress = $"{Group} AND g.project = @Project AND g.dialect = @Dialect";

    public const string FilesOfGroup = $"SELECT {FileRow.Columns} FROM files f WHERE f.group_id = @Id ORDER BY f.ordinal";

    public const string AddGroup =
        "INSERT INTO groups (id, project, dialect, state, started, files_left, name, description, folder, attributes, created_at, expires_at, closed_at, library_id, version) "
        + "VALUES (@Id, @Project, @Dialect, @State, @Started, @FilesLeft, @Name, @Description, @Folder, @Attributes, @CreatedAt, @ExpiresAt, @ClosedAt, @LibraryId, @Version)";

    public const string AddFile =
        "INSERT INTO files (id, group_id, ordinal, name, role, language, media_type, total_bytes, part_bytes, part_count, state, object_key, store_upload_id, "
        + "urls_good_until, claimed_tokens, fence, lease_until, stored_bytes, stored_etag, stored_crc, completed_at, purged_at) "
        + "VALUES (@Id, @GroupId, @Ordinal, @Name, @Role, @Language, @MediaType, @TotalBytes, @PartBytes, @PartCount, @State, @ObjectKey, @StoreUploadId, "
        + "@UrlsGoodUntil, @ClaimedTokens, @Fence, @LeaseUntil, @StoredBytes, @StoredEtag, @StoredCrc, @CompletedAt, @PurgedAt)";

    public const string Claim =
        "INSERT INTO idempotency (project, key, request_hash, group_id) VALUES (@Project, @Key, @RequestHash, @GroupId) ON CONFLICT (project, key) DO NOTHING";

    public const string ClaimOfKey = "SELECT request_hash, group_id FROM idempotency WHERE project = @Project AND key = @Key";

    public const string ChangeGroup =
        "UPDATE groups SET state = @State, started = @Started, files_left = @FilesLeft, name = @Name, description = @Description, folder = @Folder, "
        + "attributes = @Attributes, expires_at = @ExpiresAt, closed_at = @ClosedAt, library_id = @LibraryId, version = @Version "
        + "WHERE id = @Id AND version = @Version - 1";

    public const string ChangeVersion = "UPDATE groups SET version = @Version WHERE id = @Id AND version = @Version - 1";

    public const string ChangeFile =
        "UPDATE files SET name = @Name, role = @Role, language = @Language, media_type = @MediaType, total_bytes = @TotalBytes, part_bytes = @PartBytes, "
        + "part_count = @PartCount, state = @State, store_upload_id = @StoreUploadId, urls_good_until = @UrlsGoodUntil, claimed_tokens = @ClaimedTokens, "
        + "fence = @Fence, lease_until = @LeaseUntil, stored_bytes = @StoredBytes, stored_etag = @StoredEtag, stored_crc = @StoredCrc, "
        + "completed_at = @CompletedAt, purged_at = @PurgedAt WHERE id = @Id";

    // The lock of the group's row lets only one transaction here; the unique keys are the net below it, and answer what is there.
    public const string AddLibraryItem =
        "INSERT INTO library_items (project, group_id, created_at) VALUES (@Project, @GroupId, @At) ON CONFLICT (group_id) DO NOTHING RETURNING id";

    public const string LibraryItemOfGroup = "SELECT id FROM library_items WHERE group_id = @GroupId";

    public const string AddJob =
        "INSERT INTO jobs (id, project, group_id, library_id, state, created_at) VALUES (@Id, @Project, @GroupId, @LibraryId, 'queued', @At) "
        + "ON CONFLICT (group_id) DO NOTHING";

    public const string AddEvent =
        "INSERT INTO events (id, group_id, kind, at) VALUES (@Id, @GroupId, @Kind, @At) ON CONFLICT (group_id, kind) DO NOTHING";

    public const string Overdue =
        "SELECT g.project, g.dialect, g.id FROM groups g WHERE g.state = 'open' AND g.expires_at <= @Now ORDER BY g.expires_at LIMIT @Limit";

    public const string LapsedClaims =
        "SELECT g.project, g.dialect, g.id FROM files f JOIN groups g ON g.id = f.group_id "
        + "WHERE f.state = 'completing' AND f.lease_until <= @Now AND g.state = 'open' ORDER BY f.lease_until LIMIT @Limit";

    public const string WholeButOpen =
        "SELECT g.project, g.dialect, g.id FROM groups g WHERE g.state = 'open' AND g.files_left = 0 ORDER BY g.id LIMIT @Limit";

    public const string Unpurged =
        $"SELECT g.project, g.dialect, {FileRow.Columns} FROM files f JOIN groups g ON g.id = f.group_id "
        + "WHERE f.state IN ('canceled', 'expired') AND f.purged_at IS NULL ORDER BY f.id LIMIT @Limit";

    public const string TouchGroupOfUnpurged =
        "UPDATE groups SET version = version + 1 "
        + "WHERE id = (SELECT f.group_id FROM files f WHERE f.id = @Id AND f.state IN ('canceled', 'expired') AND f.purged_at IS NULL)";

    public const string MarkPurged =
        "UPDATE files SET purged_at = @At WHERE id = @Id AND state IN ('canceled', 'expired') AND purged_at IS NULL";

    public const string LiveStoreUploads =
        "SELECT f.store_upload_id FROM files f WHERE f.store_upload_id IN @Ids AND f.state NOT IN ('canceled', 'expired')";

    /// <summary>One page of a list, newest first. The text depends on what is asked for, so that each shape finds its own index.</summary>
    public static string Page(GroupQuery query) => $"SELECT {GroupRow.Columns} {PageRows(query)}";

    public static string FilesOfPage(GroupQuery query) =>
        $"SELECT {FileRow.Columns} FROM (SELECT g.id {PageRows(query)}) page JOIN files f ON f.group_id = page.id ORDER BY f.group_id DESC, f.ordinal";

    private static string PageRows(GroupQuery query) =>
        "FROM groups g WHERE g.project = @Project AND g.dialect = @Dialect"
        + (query.State, query.Started) switch
        {
            (GroupState.Open, not null) => " AND g.state = 'open' AND g.started = @Started", // the word itself, not a parameter: it names the partial index
            (null, not null) => " AND (g.state <> 'open' OR g.started = @Started)",
            (null, null) => "",
            _ => " AND g.state = @State",
        }
        + (query.Before is null ? "" : " AND g.id < @Before")
        + " ORDER BY g.id DESC LIMIT @Limit";
}
