using System.Text.Json.Nodes;

namespace Slipway.Tests.Support;

/// <summary>The body of a start, built from a valid one. A change makes a copy.</summary>
internal sealed class StartBody
{
    private readonly JsonObject _json;

    private StartBody(JsonObject json) => _json = json;

    public string Text => _json.ToJsonString();

    /// <summary>One flat video.</summary>
    public static StartBody Flat(long bytes = 1000, string name = "film.mp4") => Of("2D").File(name, "video", bytes);

    /// <summary>A left and a right eye.</summary>
    public static StartBody Separate(long bytes = 1000) =>
        Of("Separate").File("left-eye.mov", "video_left", bytes).File("right-eye.mov", "video_right", bytes);

    /// <summary>A layout, and no files yet.</summary>
    public static StartBody Of(string layout) => new(new JsonObject { ["videoName"] = "A film", ["layout"] = layout, ["files"] = new JsonArray() });

    public StartBody File(string name, string role, long bytes = 1000, string? language = null)
    {
        var file = new JsonObject { ["fileName"] = name, ["fileRole"] = role, ["sizeBytes"] = bytes };
        if (language is not null)
        {
            file["languageTag"] = language;
        }

        return Changed(body => body["files"]!.AsArray().Add((JsonNode)file));
    }

    public StartBody With(string field, JsonNode? value) => Changed(body => body[field] = value?.DeepClone());

    public StartBody Without(string field) => Changed(body => body.Remove(field));

    /// <summary>Changes a field of one of the files.</summary>
    public StartBody WithFile(int index, string field, JsonNode? value) => Changed(body => body["files"]![index]![field] = value?.DeepClone());

    public StartBody WithoutFile(int index, string field) => Changed(body => body["files"]![index]!.AsObject().Remove(field));

    /// <summary>The text with a value that no JSON library would write, in place of the string <c>"@@"</c>.</summary>
    public string TextWith(string raw) => Text.Replace("\"@@\"", raw, StringComparison.Ordinal);

    private StartBody Changed(Action<JsonObject> change)
    {
        var copy = (JsonObject)_json.DeepClone();
        change(copy);
        return new StartBody(copy);
    }
}
