using System.Collections.Frozen;

namespace Slipway.Server.Objects.Disk.Http;

/// <summary>
/// The media type that an object is served with: by the ending of its key, from a list of what cannot run in a browser. What a client declared
/// when it uploaded is never repeated.
/// </summary>
internal static class MediaTypes
{
    private const string Unknown = "application/octet-stream";

    private static readonly FrozenDictionary<string, string> Known = new Dictionary<string, string>
    {
        [".aac"] = "audio/aac",
        [".avi"] = "video/x-msvideo",
        [".avif"] = "image/avif",
        [".csv"] = "text/csv",
        [".flac"] = "audio/flac",
        [".gif"] = "image/gif",
        [".heic"] = "image/heic",
        [".jpeg"] = "image/jpeg",
        [".jpg"] = "image/jpeg",
        [".json"] = "application/json",
        [".m4a"] = "audio/mp4",
        [".m4v"] = "video/mp4",
        [".mkv"] = "video/x-matroska",
        [".mov"] = "video/quicktime",
        [".mp3"] = "audio/mpeg",
        [".mp4"] = "video/mp4",
        [".mxf"] = "application/mxf",
        [".ogg"] = "audio/ogg",
        [".png"] = "image/png",
        [".srt"] = "application/x-subrip",
        [".ts"] = "video/mp2t",
        [".txt"] = "text/plain",
        [".vtt"] = "text/vtt",
        [".wav"] = "audio/wav",
        [".webm"] = "video/webm",
        [".webp"] = "image/webp",
        [".zip"] = "application/zip",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static string Of(string key) => Known.GetValueOrDefault(Path.GetExtension(key), Unknown);
}
