using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Slipway.Server.Objects.Disk.Http;

/// <summary>
/// Which pages may use signed URLs. Without a list every page may: the URL itself is the authority, and the answer never allows credentials. With
/// one, origins are compared exactly and others hear nothing.
/// </summary>
internal sealed class Cors(IReadOnlyCollection<string> allowedOrigins)
{
    private const string Exposed =
        "ETag, Content-Range, Accept-Ranges, x-amz-request-id, x-amz-checksum-crc32, x-amz-checksum-crc32c, x-amz-checksum-crc64nvme, x-amz-checksum-sha1, x-amz-checksum-sha256";

    private const string MaxAge = "7200"; // the longest that any browser keeps a preflight's answer

    private readonly HashSet<string> _allowed = new(allowedOrigins, StringComparer.Ordinal);

    /// <summary>Marks an answer as readable by the page that asked.</summary>
    public void Mark(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (_allowed.Count > 0)
        {
            headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        }

        if (AllowedFor(context.Request.Headers.Origin) is { } allowed)
        {
            headers.AccessControlAllowOrigin = allowed;
            headers.AccessControlExposeHeaders = Exposed;
        }
    }

    /// <summary>Answers the question that a browser asks first. It bears no signature, and tells nothing of what is stored.</summary>
    public void AnswerPreflight(HttpContext context)
    {
        var asked = context.Request.Headers;
        if (AllowedFor(asked.Origin) is null || asked.AccessControlRequestMethod.ToString() is not ("PUT" or "GET" or "HEAD"))
        {
            throw new S3RefusedException(S3Error.CorsForbidden);
        }

        var headers = context.Response.Headers;
        headers.AccessControlAllowMethods = "GET, HEAD, PUT";
        headers.AccessControlMaxAge = MaxAge;
        if (asked.AccessControlRequestHeaders.Count > 0)
        {
            headers.AccessControlAllowHeaders = "*"; // no header gives a request more power here; what must be signed is
        }

        context.Response.ContentLength = 0;
    }

    private string? AllowedFor(string? origin) =>
        origin is null ? null : _allowed.Count == 0 ? "*" : _allowed.Contains(origin) ? origin : null;
}
