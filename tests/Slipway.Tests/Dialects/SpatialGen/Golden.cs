using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Tests.Dialects.SpatialGen;

/// <summary>The vendor's example answers, as its pages print them.</summary>
internal static class Golden
{
    /// <summary>"Get Part URLs", part-urls-response.json: abridged by the vendor to one of thirteen parts.</summary>
    public const string PartUrls = """
        {
        "uploadId": "402f0bda-a0fa-4551-ae28-7300ab6678dd",
        "fileRole": "video_left",
        "fileName": "left-eye.mov",
        "totalBytes": 1287340032,
        "partSizeBytes": 104857600,
        "totalParts": 13,
        "uploadStrategy": "multipart",
        "status": "uploading",
        "parts": [
        {
        "partNumber": 1,
        "sizeBytes": 104857600,
        "byteStart": 0,
        "byteEnd": 104857599,
        "url": "https://s3.us-west-004.spatialgen.com/sg-library/42/direct-uploads/5ea97a59-95e0-4c8b-a634-b0fa9976f6ff/402f0bda-a0fa-4551-ae28-7300ab6678dd/Ab3dEfGhJkLmNoPqRsTuV.mov?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=...",
        "expiresAt": "2026-05-06T18:42:11.000Z"
        }
        ]
        }
        """;

    /// <summary>"Complete File Upload", complete-response.json.</summary>
    public const string Complete = """
        {
        "uploadId": "402f0bda-a0fa-4551-ae28-7300ab6678dd",
        "fileRole": "video_left",
        "fileName": "left-eye.mov",
        "totalBytes": 1287340032,
        "partSizeBytes": 104857600,
        "totalParts": 13,
        "uploadStrategy": "multipart",
        "status": "completed",
        "libraryId": 4821
        }
        """;

    /// <summary>"Cancel Upload Group".</summary>
    public const string Cancel = """
        { "sessionId": "5ea97a59-95e0-4c8b-a634-b0fa9976f6ff", "status": "canceled",
          "canceledAt": "2026-04-29T19:02:14.000Z", "fileCount": 5, "canceledFileCount": 5 }
        """;

    /// <summary>An answer with what differs from upload to upload (ids, URLs, times) replaced by what the example has there.</summary>
    public static string With(JsonElement answer, string example, params string[] differing)
    {
        var (mine, theirs) = (JsonNode.Parse(answer.GetRawText())!.AsObject(), JsonNode.Parse(example)!.AsObject());
        foreach (var path in differing)
        {
            var (from, to) = path.StartsWith("parts.", StringComparison.Ordinal)
                ? (theirs["parts"]![0]!.AsObject(), mine["parts"]![0]!.AsObject())
                : (theirs, mine);
            var name = path.Split('.')[^1];
            Assert.Equal(from[name]!.GetValueKind(), to[name]!.GetValueKind());
            to[name] = from[name]!.DeepClone();
        }

        return mine.ToJsonString();
    }

    /// <summary>The example on one line, members in its order.</summary>
    public static string Line(string example) => JsonNode.Parse(example)!.ToJsonString();
}
