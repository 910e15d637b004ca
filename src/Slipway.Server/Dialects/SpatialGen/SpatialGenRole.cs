namespace Slipway.Server.Dialects.SpatialGen;

/// <summary>What a file is within its group, and how its name may end ("Start Upload Group"). Case does not matter in an extension.</summary>
internal sealed record SpatialGenRole(string Name, bool TakesLanguage, params string[] Extensions)
{
    public static IReadOnlyList<SpatialGenRole> All { get; } =
    [
        new("video", TakesLanguage: false, ".aivu", ".mp4", ".mov"),
        new("video_left", TakesLanguage: false, ".mp4", ".mov"),
        new("video_right", TakesLanguage: false, ".mp4", ".mov"),
        new("audio", TakesLanguage: true, ".mp4", ".m4a"),
        new("subtitle", TakesLanguage: true, ".srt"),
        new("aime", TakesLanguage: false, ".aime"),
        new("fcpxmld", TakesLanguage: false, ".zip"),
    ];

    public static SpatialGenRole? Find(string name) => All.FirstOrDefault(role => role.Name == name);

    /// <summary>The extension that a name ends in, lower case; null if the role does not take it, or there is nothing before it.</summary>
    public string? ExtensionOf(string fileName) =>
        Extensions.FirstOrDefault(extension => fileName.Length > extension.Length && fileName.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    /// <summary>Decided by the extension, never by the client.</summary>
    public static string MediaTypeOf(string extension) => extension switch
    {
        ".mp4" => "video/mp4",
        ".mov" => "video/quicktime",
        ".m4a" => "audio/mp4",
        ".srt" => "application/x-subrip",
        ".zip" => "application/zip",
        _ => "application/octet-stream",
    };
}
