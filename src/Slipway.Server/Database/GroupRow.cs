using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Core.Uploads;

namespace Slipway.Server.Database;

/// <summary>A group as its table holds it: the properties are what statements are given, the columns what they answer.</summary>
internal sealed class GroupRow
{
    public const string Columns =
        "g.id, g.project, g.dialect, g.state, g.name, g.description, g.folder, g.attributes, "
        + "g.created_at, g.expires_at, g.closed_at, g.library_id, g.version";

    public Guid Id { get; init; }

    public string Project { get; init; } = "";

    public string Dialect { get; init; } = "";

    public string State { get; init; } = "";

    public int Started { get; init; }

    public int FilesLeft { get; init; }

    public string Name { get; init; } = "";

    public string? Description { get; init; }

    public string? Folder { get; init; }

    public string Attributes { get; init; } = "";

    public long CreatedAt { get; init; }

    public long ExpiresAt { get; init; }

    public long? ClosedAt { get; init; }

    public long? LibraryId { get; init; }

    public long Version { get; init; }

    public static GroupRow Of(UploadGroup group) => new()
    {
        Id = group.Id,
        Project = group.Address.Project,
        Dialect = group.Address.Dialect,
        State = StoredNames.Of(group.State),
        Started = group.Files.Any(file => file.State != FileState.Pending) ? 1 : 0,
        FilesLeft = group.Files.Count(file => file.State != FileState.Completed),
        Name = group.Asset.Name,
        Description = group.Asset.Description,
        Folder = group.Asset.Folder,
        Attributes = WriteAttributes(group.Asset.Attributes),
        CreatedAt = Instants.Write(group.CreatedAt),
        ExpiresAt = Instants.Write(group.ExpiresAt),
        ClosedAt = Instants.Write(group.ClosedAt),
        LibraryId = group.LibraryId,
        Version = group.Version,
    };

    /// <summary>Reads the columns of <see cref="Columns"/>; the files are read apart.</summary>
    public static UploadGroup Read(DbDataReader row) => new()
    {
        Address = new GroupAddress(row.GetString(1), row.GetString(2), row.GetGuid(0)),
        State = StoredNames.Read<GroupState>(row.GetString(3)),
        Asset = new Asset(row.GetString(4), row.Text(5), row.Text(6), ReadAttributes(row.GetString(7))),
        CreatedAt = row.Instant(8),
        ExpiresAt = row.Instant(9),
        ClosedAt = row.InstantOrNull(10),
        LibraryId = row.Number(11),
        Version = row.GetInt64(12),
        Files = [],
    };

    public static ImmutableSortedDictionary<string, string> ReadAttributes(string json) => json == "{}"
        ? ImmutableSortedDictionary<string, string>.Empty
        : JsonSerializer.Deserialize(json, RowJson.Default.DictionaryStringString)!.ToImmutableSortedDictionary();

    private static string WriteAttributes(ImmutableSortedDictionary<string, string> attributes) => attributes.IsEmpty
        ? "{}"
        : JsonSerializer.Serialize(new Dictionary<string, string>(attributes), RowJson.Default.DictionaryStringString);
}

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class RowJson : JsonSerializerContext;
