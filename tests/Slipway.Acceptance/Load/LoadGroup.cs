using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Slipway.Acceptance.Load;

/// <summary>A file that the load uploads, and what the server acknowledged of it.</summary>
internal sealed class LoadFile(long content, string role, string name, int[] partBytes)
{
    public string Role { get; } = role;

    public string Name { get; } = name;

    public int[] PartBytes { get; } = partBytes;

    public string? Id { get; set; }

    /// <summary>A complete was sent: its parts may be gone into the object from here on.</summary>
    public bool CompleteSent { get; set; }

    /// <summary>The ETag of each part whose PUT answered 200.</summary>
    public ConcurrentDictionary<int, string> Acknowledged { get; } = new();

    public byte[] Part(int number) => Content.Of(content, number, PartBytes[number - 1]);

    public string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var number = 1; number <= PartBytes.Length; number++)
        {
            hash.AppendData(Part(number));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>A group that the load uploads.</summary>
internal sealed class LoadGroup(string name, IReadOnlyList<LoadFile> files, bool willBeCanceled)
{
    public string Name { get; } = name;

    public IReadOnlyList<LoadFile> Files { get; } = files;

    public bool WillBeCanceled { get; } = willBeCanceled;

    public string? Id { get; set; }

    /// <summary>A cancel answered 200.</summary>
    public bool Canceled { get; set; }

    /// <summary>From the complete that answered it.</summary>
    public long? LibraryId { get; set; }

    public JsonObject Order() => new()
    {
        ["videoName"] = Name,
        ["layout"] = "2D",
        ["files"] = new JsonArray([.. Files.Select(file => Describe(file))]),
    };

    private static JsonObject Describe(LoadFile file)
    {
        var description = new JsonObject { ["fileName"] = file.Name, ["fileRole"] = file.Role, ["sizeBytes"] = file.PartBytes.Sum(bytes => (long)bytes) };
        if (file.Role == "subtitle")
        {
            description["languageTag"] = "en";
        }

        return description;
    }
}
