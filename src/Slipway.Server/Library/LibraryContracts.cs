using System.Text.Json.Serialization;
using Slipway.Core.Library;
using Slipway.Server.Dialects.Json;

namespace Slipway.Server.Library;

internal sealed record ItemListAnswer(IReadOnlyList<ItemAnswer> Items, long? NextBefore);

internal sealed record ItemAnswer(
    long Id,
    Guid GroupId,
    string Dialect,
    string Name,
    string? Description,
    string? FolderName,
    IReadOnlyDictionary<string, string> Attributes,
    string CreatedAt,
    IReadOnlyList<ItemFile> Files)
{
    public static ItemAnswer Of(LibraryItem item) => new(
        item.Id,
        item.GroupId,
        item.Dialect,
        item.Name,
        item.Description,
        item.Folder,
        item.Attributes,
        WireTime.Milliseconds(item.CreatedAt),
        [.. item.Files.Select(ItemFile.Of)]);
}

/// <param name="Checksum">CRC-64/NVME of the whole file, 16 hex digits, where the store knows it.</param>
internal sealed record ItemFile(Guid Id, string Name, string Role, string? Language, string MediaType, long SizeBytes, string? Checksum, string ObjectKey)
{
    public static ItemFile Of(LibraryFile file) => new(
        file.Id, file.Name, file.Role, file.Language, file.MediaType, file.Stored.Bytes, file.Stored.Crc64Nvme?.ToString("x16"), file.Key.Text);
}

internal sealed record JobListAnswer(IReadOnlyList<JobAnswer> Jobs, long? NextBefore);

internal sealed record JobAnswer(Guid Id, Guid GroupId, long LibraryId, string State, string CreatedAt)
{
    public static JobAnswer Of(Job job) => new(job.Id, job.GroupId, job.LibraryId, job.State, WireTime.Milliseconds(job.CreatedAt));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ItemAnswer))]
[JsonSerializable(typeof(ItemListAnswer))]
[JsonSerializable(typeof(JobListAnswer))]
internal sealed partial class LibraryJson : JsonSerializerContext;
