using System.Text.Json.Serialization;
using Slipway.Core.Uploads;
using Slipway.Server.Dialects.Json;

namespace Slipway.Server.Dialects.SpatialGen;

/// <summary>The answer to a start. The vendor's page is cut before it: a superset of what every later call needs, with both names of the session's id.</summary>
internal sealed record StartAnswer(
    Guid SessionId, Guid UploadSessionId, string Status, string ExpiresAt, int FileCount, IReadOnlyList<FileBody> Files)
{
    /// <summary>A group as it was when it started: a repeat with the same idempotency key answers the same.</summary>
    public static StartAnswer Of(UploadGroup group) => new(
        group.Id,
        group.Id,
        "pending",
        WireTime.Milliseconds(group.ExpiresAt),
        group.Files.Length,
        [.. group.Files.Select(file => FileBody.Of(file with { State = FileState.Pending }))]);
}

// A derived record's own members come first unless they say otherwise: what is added to a file's fields stands after them, as in the vendor's examples.

/// <summary>The seven fields that every answer about a file has, and its status ("Get Part URLs", "Complete File Upload": Response Shape).</summary>
internal record FileBody(
    Guid UploadId, string FileRole, string FileName, long TotalBytes, long PartSizeBytes, int TotalParts, string UploadStrategy, string Status)
{
    public static FileBody Of(FileUpload file) => new(
        file.Id,
        file.Role,
        file.Name,
        file.Plan.TotalBytes!.Value,
        file.Plan.PartBytes!.Value,
        file.Plan.Count,
        file.Plan.Count == 1 ? "single_put" : "multipart",
        SpatialGenStatus.Of(file.State));
}

/// <summary>The answer to a complete: <c>libraryId</c> is always there, null until the whole group is complete.</summary>
internal sealed record CompleteAnswer(FileBody File, [property: JsonPropertyOrder(1)] long? LibraryId) : FileBody(File)
{
    [JsonIgnore]
    public FileBody File { get; } = File;

    public static CompleteAnswer Of(UploadGroup group, Guid fileId) => new(FileBody.Of(group.File(fileId)), group.LibraryId);
}

internal sealed record CancelAnswer(Guid SessionId, string Status, string? CanceledAt, int FileCount, int CanceledFileCount)
{
    public static CancelAnswer Of(UploadGroup group) => new(
        group.Id,
        SpatialGenStatus.Of(group, group.State),
        group.State == GroupState.Canceled ? WireTime.Milliseconds(group.ClosedAt!.Value) : null,
        group.Files.Length,
        group.Files.Count(file => file.State == FileState.Canceled));
}

/// <summary>A group with its progress: ours, the vendor documents none.</summary>
internal sealed record GroupAnswer(
    Guid SessionId,
    Guid UploadSessionId,
    string Status,
    string VideoName,
    string CreatedAt,
    string ExpiresAt,
    long? LibraryId,
    int FileCount,
    IReadOnlyList<FileProgressBody> Files)
{
    public static GroupAnswer Of(GroupView view) => new(
        view.Group.Id,
        view.Group.Id,
        SpatialGenStatus.Of(view.Group, view.State),
        view.Group.Asset.Name,
        WireTime.Milliseconds(view.Group.CreatedAt),
        WireTime.Milliseconds(view.Group.ExpiresAt),
        view.Group.LibraryId,
        view.Files.Count,
        [.. view.Files.Select(FileProgressBody.Of)]);
}

internal sealed record FileProgressBody(
    FileBody File,
    [property: JsonPropertyOrder(1)] string? LanguageTag,
    [property: JsonPropertyOrder(1)] int PartsStored,
    [property: JsonPropertyOrder(1)] long BytesStored) : FileBody(File)
{
    [JsonIgnore]
    public FileBody File { get; } = File;

    public static FileProgressBody Of(FileProgress progress) => new(
        FileBody.Of(progress.File), progress.File.Language, progress.PartsStored, progress.BytesStored);
}

internal sealed record GroupListAnswer(IReadOnlyList<GroupLine> Uploads, Guid? NextBefore);

internal sealed record GroupLine(
    Guid SessionId, string Status, string VideoName, string CreatedAt, string ExpiresAt, long? LibraryId, int FileCount, long TotalBytes)
{
    public static GroupLine Of(UploadGroup group, DateTimeOffset now) => new(
        group.Id,
        SpatialGenStatus.Of(group, group.StateAt(now)),
        group.Asset.Name,
        WireTime.Milliseconds(group.CreatedAt),
        WireTime.Milliseconds(group.ExpiresAt),
        group.LibraryId,
        group.Files.Length,
        group.Files.Sum(file => file.Plan.TotalBytes ?? 0));
}

internal sealed record PartListAnswer(Guid UploadId, IReadOnlyList<PartLine> Parts, int? NextAfter);

internal sealed record PartLine(int PartNumber, long SizeBytes, string Etag, string? Checksum);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StartAnswer))]
[JsonSerializable(typeof(CompleteAnswer))]
[JsonSerializable(typeof(CancelAnswer))]
[JsonSerializable(typeof(GroupAnswer))]
[JsonSerializable(typeof(GroupListAnswer))]
[JsonSerializable(typeof(PartListAnswer))]
internal sealed partial class SpatialGenJson : JsonSerializerContext;
