using System.Data.Common;
using System.Runtime.InteropServices;
using Slipway.Core.Objects;
using Slipway.Core.Uploads;

namespace Slipway.Server.Database;

/// <summary>A file as its table holds it: the properties are what statements are given, the columns what they answer.</summary>
internal sealed class FileRow
{
    public const string Columns =
        "f.id, f.group_id, f.name, f.role, f.language, f.media_type, f.total_bytes, f.part_bytes, f.part_count, f.state, f.object_key, "
        + "f.store_upload_id, f.urls_good_until, f.claimed_tokens, f.fence, f.lease_until, f.stored_bytes, f.stored_etag, f.stored_crc, "
        + "f.completed_at, f.purged_at";

    public Guid Id { get; init; }

    public Guid GroupId { get; init; }

    public int Ordinal { get; init; }

    public string Name { get; init; } = "";

    public string Role { get; init; } = "";

    public string? Language { get; init; }

    public string MediaType { get; init; } = "";

    public long? TotalBytes { get; init; }

    public long? PartBytes { get; init; }

    public int PartCount { get; init; }

    public string State { get; init; } = "";

    public string ObjectKey { get; init; } = "";

    public string? StoreUploadId { get; init; }

    public long? UrlsGoodUntil { get; init; }

    public byte[]? ClaimedTokens { get; init; }

    public long Fence { get; init; }

    public long? LeaseUntil { get; init; }

    public long? StoredBytes { get; init; }

    public string? StoredEtag { get; init; }

    /// <summary>The checksum's 64 bits as a signed number: databases have no other.</summary>
    public long? StoredCrc { get; init; }

    public long? CompletedAt { get; init; }

    public long? PurgedAt { get; init; }

    public static FileRow Of(FileUpload file, Guid groupId, int ordinal) => new()
    {
        Id = file.Id,
        GroupId = groupId,
        Ordinal = ordinal,
        Name = file.Name,
        Role = file.Role,
        Language = file.Language,
        MediaType = file.MediaType,
        TotalBytes = file.Plan.TotalBytes,
        PartBytes = file.Plan.PartBytes,
        PartCount = file.Plan.Count,
        State = StoredNames.Of(file.State),
        ObjectKey = file.Key.Text,
        StoreUploadId = file.StoreUploadId,
        UrlsGoodUntil = Instants.Write(file.UrlsGoodUntil),
        ClaimedTokens = Bytes(file.ClaimedTokens?.Block),
        Fence = file.Fence,
        LeaseUntil = Instants.Write(file.LeaseUntil),
        StoredBytes = file.Stored?.Bytes,
        StoredEtag = file.Stored?.ETag,
        StoredCrc = unchecked((long?)file.Stored?.Crc64Nvme),
        CompletedAt = Instants.Write(file.CompletedAt),
        PurgedAt = Instants.Write(file.PurgedAt),
    };

    /// <summary>Reads the columns of <see cref="Columns"/>, of which the first stands at a place.</summary>
    public static FileUpload Read(DbDataReader row, int first = 0) => new()
    {
        Id = row.GetGuid(first),
        Name = row.GetString(first + 2),
        Role = row.GetString(first + 3),
        Language = row.Text(first + 4),
        MediaType = row.GetString(first + 5),
        Plan = new PartPlan(row.Number(first + 6), row.Number(first + 7), row.GetInt32(first + 8)),
        State = StoredNames.Read<FileState>(row.GetString(first + 9)),
        Key = new ObjectKey(row.GetString(first + 10)),
        StoreUploadId = row.Text(first + 11),
        UrlsGoodUntil = row.InstantOrNull(first + 12),
        ClaimedTokens = row.Bytes(first + 13) is { } block ? PartTokens.FromBlock(block) : null,
        Fence = row.GetInt64(first + 14),
        LeaseUntil = row.InstantOrNull(first + 15),
        Stored = row.Number(first + 16) is { } bytes
            ? new StoredObject(bytes, row.GetString(first + 17), unchecked((ulong?)row.Number(first + 18)))
            : null,
        CompletedAt = row.InstantOrNull(first + 19),
        PurgedAt = row.InstantOrNull(first + 20),
    };

    public static Guid ReadGroupId(DbDataReader row, int first = 0) => row.GetGuid(first + 1);

    /// <summary>The array beneath where the block is all of one, a copy elsewhere.</summary>
    private static byte[]? Bytes(ReadOnlyMemory<byte>? block) => block switch
    {
        null => null,
        { } all when MemoryMarshal.TryGetArray(all, out var array) && array.Array!.Length == array.Count => array.Array,
        { } part => part.ToArray(),
    };
}
