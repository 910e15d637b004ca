using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Slipway.Tests.Client.Support;

/// <summary>A group in the fake server's memory.</summary>
internal sealed class FakeGroup(string id, string body)
{
    public string Id => id;

    public string Body => body;

    public string Status { get; set; } = "pending";

    public long? LibraryId { get; set; }

    public required IReadOnlyList<FakeFile> Files { get; init; }

    /// <summary>Canceled or expired, with all its files.</summary>
    public void End(string status)
    {
        Status = status;
        foreach (var file in Files)
        {
            file.Status = status;
        }
    }

    public JsonObject Json(DateTimeOffset now) => new()
    {
        ["sessionId"] = Id,
        ["uploadSessionId"] = Id,
        ["status"] = Status,
        ["videoName"] = "x",
        ["createdAt"] = now,
        ["expiresAt"] = now.AddDays(5),
        ["libraryId"] = LibraryId,
        ["fileCount"] = Files.Count,
        ["files"] = new JsonArray([.. Files.Select(file => file.Json())]),
    };
}

internal sealed class FakeFile(string id, string role, string name, string? language, long bytes, long partBytes)
{
    public string Id => id;

    public string Role => role;

    public string Name => name;

    public long Bytes => bytes;

    public int TotalParts => (int)((bytes + partBytes - 1) / partBytes);

    public string Status { get; set; } = "pending";

    public ConcurrentDictionary<int, FakePart> Parts { get; } = new();

    /// <summary>How often a PUT of the part was begun.</summary>
    public ConcurrentDictionary<int, int> Puts { get; } = new();

    public JsonObject? CompletedWith { get; set; }

    public long LengthOf(int part) => Math.Min(partBytes, bytes - ((part - 1) * partBytes));

    public byte[] Content() => [.. Enumerable.Range(1, TotalParts).SelectMany(part => Parts[part].Bytes!)];

    public JsonObject Json() => new()
    {
        ["uploadId"] = id,
        ["fileRole"] = role,
        ["fileName"] = name,
        ["languageTag"] = language,
        ["totalBytes"] = bytes,
        ["partSizeBytes"] = Math.Min(partBytes, bytes),
        ["totalParts"] = TotalParts,
        ["uploadStrategy"] = TotalParts == 1 ? "single_put" : "multipart",
        ["status"] = Status,
        ["partsStored"] = Parts.Count,
        ["bytesStored"] = Parts.Values.Sum(part => part.Length),
    };
}

/// <summary>A stored part; its bytes are kept unless the server was told not to.</summary>
internal sealed record FakePart(long Length, string? ETag, ulong? Crc, byte[]? Bytes)
{
    public string? Checksum => Crc?.ToString("x16", CultureInfo.InvariantCulture);
}
