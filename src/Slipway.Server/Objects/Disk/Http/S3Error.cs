using System.Globalization;
using Slipway.Core.Uploads;
using Slipway.Server.Objects.Disk.Files;

namespace Slipway.Server.Objects.Disk.Http;

/// <summary>A refusal in S3's words (Amazon S3 API Reference, "Error responses"): the status and code that S3 clients act on.</summary>
internal sealed record S3Error(int Status, string Code, string Message)
{
    /// <summary>Seconds to wait before trying again, where waiting helps.</summary>
    public int? RetryAfter { get; init; }

    public static S3Error NoSuchUpload { get; } =
        new(404, "NoSuchUpload", "The upload does not exist: it was completed, canceled or has expired. Ask for new URLs or start a new upload.");

    public static S3Error NoSuchKey { get; } = new(404, "NoSuchKey", "There is no finished object of this key.");

    public static S3Error NotImplemented { get; } = new(501, "NotImplemented", "This store takes PUT of parts, and GET and HEAD of finished objects, by presigned URL.");

    public static S3Error MethodNotAllowed { get; } = new(405, "MethodNotAllowed", "The method is not allowed against this resource.");

    public static S3Error MissingContentLength { get; } = new(411, "MissingContentLength", "A Content-Length header is needed; a chunked body has none.");

    public static S3Error BadDigest(string header) => new(400, "BadDigest", $"The body is not what {header} says. Send it again.");

    public static S3Error InvalidDigest(string header) => new(400, "InvalidDigest", $"The value of {header} is not a checksum of its kind in base64.");

    public static S3Error Sha256Mismatch { get; } =
        new(400, "XAmzContentSHA256Mismatch", "The body is not what x-amz-content-sha256 says. Send it again.");

    public static S3Error TwoChecksums { get; } = new(400, "InvalidRequest", "Send one x-amz-checksum header, not several.");

    public static S3Error UnknownChecksum(string header) =>
        new(501, "NotImplemented", $"{header} is not known here. Known are crc32, crc32c, crc64nvme, sha1 and sha256.");

    public static S3Error TooLarge(long bytes, long most) =>
        new(400, "EntityTooLarge", $"The body has {Number(bytes)} bytes; this part has {Number(most)}.");

    public static S3Error TooSmall(long bytes, long expected) =>
        new(400, "IncompleteBody", $"The body has {Number(bytes)} bytes; this part has {Number(expected)}.");

    public static S3Error BodyEnded { get; } = new(400, "IncompleteBody", "The body ended before its Content-Length. Send the part again.");

    public static S3Error BodyStalled { get; } = new(408, "RequestTimeout", "The body came too slowly. Send the part again.");

    public static S3Error UnknownPart(int number, int count) =>
        new(400, "InvalidArgument", $"There is no part {Number(number)}; the upload has parts 1 to {Number(count)}.");

    public static S3Error InvalidRange { get; } = new(416, "InvalidRange", "The requested range cannot be satisfied.");

    public static S3Error PreconditionFailed { get; } = new(412, "PreconditionFailed", "At least one of the preconditions that were given does not hold.");

    public static S3Error CorsForbidden { get; } = new(403, "AccessForbidden", "CORSResponse: This CORS request is not allowed.");

    public static S3Error SlowDown { get; } = new(503, "SlowDown", "Too much is under way at once. Send fewer parts at a time, or wait.") { RetryAfter = 1 };

    public static S3Error ReadOnly { get; } =
        new(503, "ServiceUnavailable", "The disk failed to store bytes safely and takes no more until it was looked at.") { RetryAfter = 60 };

    public static S3Error Full { get; } = new(507, "InsufficientStorage", "There is no room for this part. Free space, then send it again.") { RetryAfter = 30 };

    public static S3Error Internal { get; } = new(500, "InternalError", "The disk refused an operation; it was logged. Trying again is safe.");

    public static S3Error Of(UploadError error) => error.Refusal switch
    {
        Refusal.InsufficientStorage => Full,
        Refusal.Unavailable => ReadOnly,
        _ => Internal,
    };

    public static S3Error Of(FileOpException failed) => failed.IsFull ? Full : failed.IsOutOfFiles ? SlowDown : Internal;

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
