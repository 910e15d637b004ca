using System.Text.Json;

namespace Slipway.Tests.Support;

/// <summary>A group that was started, as its start answered.</summary>
internal sealed record StartedGroup(Guid Id, DateTimeOffset ExpiresAt, IReadOnlyList<StartedFile> Files)
{
    public string Path => $"/api/videos/uploads/{Id}";

    public static StartedGroup Of(JsonElement answer)
    {
        var id = answer.GetProperty("uploadSessionId").GetGuid();
        return new StartedGroup(
            id,
            answer.GetProperty("expiresAt").GetDateTimeOffset(),
            [.. answer.GetProperty("files").EnumerateArray().Select(file => StartedFile.Of(id, file))]);
    }
}

internal sealed record StartedFile(Guid GroupId, Guid Id, string Role, string Name, long Bytes, long PartBytes, int Parts)
{
    public string Path => $"/api/videos/uploads/{GroupId}/files/{Id}";

    public static StartedFile Of(Guid group, JsonElement file) => new(
        group,
        file.GetProperty("uploadId").GetGuid(),
        file.GetProperty("fileRole").GetString()!,
        file.GetProperty("fileName").GetString()!,
        file.GetProperty("totalBytes").GetInt64(),
        file.GetProperty("partSizeBytes").GetInt64(),
        file.GetProperty("totalParts").GetInt32());
}

/// <summary>One part as "Get Part URLs" answers it.</summary>
internal sealed record PartUrl(int Number, long Bytes, long Start, long End, string Url, DateTimeOffset ExpiresAt)
{
    public static PartUrl Of(JsonElement part) => new(
        part.GetProperty("partNumber").GetInt32(),
        part.GetProperty("sizeBytes").GetInt64(),
        part.GetProperty("byteStart").GetInt64(),
        part.GetProperty("byteEnd").GetInt64(),
        part.GetProperty("url").GetString()!,
        part.GetProperty("expiresAt").GetDateTimeOffset());
}

/// <summary>A part number and the token that its PUT answered.</summary>
internal sealed record PartTag(int PartNumber, string Etag);

internal sealed record CompletedFile(string Status, long? LibraryId);
