using System.Runtime.InteropServices;
using Slipway.Core.Library;
using Slipway.Core.Objects;
using Slipway.Core.Uploads;

namespace Slipway.Server.Database;

/// <summary>A file as its table holds it; the properties are the columns.</summary>
internal sealed class FileRow
{
    public const string Columns =
        "f.id, f.group_id, f.ordinal, f.name, f.role, f.language, f.media_type, f.total_bytes, f.part_bytes, f.part_count, f.state, f.object_key, "
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

    public FileUpload Read() => new()
    {
        Id = Id,
        Name = Name,
        Role = Role,
        Language = Language,
        MediaType = MediaType,
        Plan = new PartPlan(TotalBytes, PartBytes, PartCount),
        State = StoredNames.Read<FileState>(State),
        Key = new ObjectKey(ObjectKey),
        StoreUploadId = StoreUploadId,
        UrlsGoodUntil = Instants.Read(UrlsGoodUntil),
        ClaimedTokens = ClaimedTokens is { } block ? PartTokens.FromBlock(block) : null,
        Fence = Fence,
        LeaseUntil = Instants.Read(LeaseUntil),
        Stored = ReadStored(),
        CompletedAt = Instants.Read(CompletedAt),
        PurgedAt = Instants.Read(PurgedAt),
    };

    public LibraryFile ReadLibraryFile() => new(Id, Name, Role, Language, MediaType, new ObjectKey(ObjectKey), ReadStored()!);

    private StoredObject? ReadStored() =>
        StoredBytes is { } bytes ? new StoredObject(bytes, StoredEtag ?? "", unchecked((ulong?)StoredCrc)) : null;

    /// <summary>The array beneath where the block is all of one, a copy elsewhere.</summary>
    private static byte[]? Bytes(ReadOnlyMemory<byte>? block) => block switch
    {
        null => null,
        { } all when MemoryMarshal.TryGetArray(all, out var array) && array.Array!.Length == array.Count => array.Array,
        { } part => part.ToArray(),
    };
}
