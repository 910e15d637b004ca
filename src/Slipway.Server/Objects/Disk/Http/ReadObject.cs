using System.Globalization;
using Microsoft.AspNetCore.Http;
using Slipway.Core.Checksums;
using Slipway.Core.Objects;
using Slipway.Core.Signing;

namespace Slipway.Server.Objects.Disk.Http;

/// <summary>Hands out finished objects (Amazon S3 API Reference, "GetObject", "HeadObject"), as attachments that no browser runs.</summary>
internal sealed class ReadObject(DiskContext disk)
{
    private const int Block = 256 * 1024;

    public async Task RunAsync(HttpContext context, VerifiedRequest request)
    {
        using var found = ObjectKey.IsValid(request.Key) ? FinishedObject.TryOpen(disk.Files, disk.Layout, new ObjectKey(request.Key)) : null;
        if (found is null)
        {
            throw new S3RefusedException(S3Error.NoSuchKey);
        }

        var response = context.Response;
        Describe(response, request.Key, found);
        switch (Preconditions.Evaluate(context.Request.Headers, found.ETag, found.ModifiedAt))
        {
            case StatusCodes.Status304NotModified:
                response.StatusCode = StatusCodes.Status304NotModified;
                response.ContentType = null;
                return;
            case StatusCodes.Status412PreconditionFailed:
                throw new S3RefusedException(S3Error.PreconditionFailed);
        }

        var range = RangeOf(context, found);
        response.ContentLength = range.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await SendAsync(response, found, range, context.RequestAborted);
        }
    }

    private static void Describe(HttpResponse response, string key, FinishedObject found)
    {
        var headers = response.Headers;
        headers.ETag = $"\"{found.ETag}\"";
        headers.LastModified = found.ModifiedAt.ToString("r", CultureInfo.InvariantCulture);
        headers.AcceptRanges = "bytes";
        headers.ContentType = MediaTypes.Of(key);
        headers.ContentDisposition = "attachment";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "sandbox";
        if (found.Stored.Crc64Nvme is { } crc)
        {
            headers[ClientChecksums.HeaderOf(ChecksumKind.Crc64Nvme)] = Crc64Nvme.ToBase64(crc);
        }
    }

    private static ByteRange RangeOf(HttpContext context, FinishedObject found)
    {
        var headers = context.Request.Headers;
        var whole = new ByteRange(0, found.Bytes);
        if (headers.Range.Count != 1 || !Preconditions.RangeHolds(headers.IfRange, found.ETag, found.ModifiedAt))
        {
            return whole;
        }

        if (!ByteRange.TryRead(headers.Range, found.Bytes, out var range))
        {
            context.Response.Headers.ContentRange = ByteRange.Unsatisfied(found.Bytes);
            throw new S3RefusedException(S3Error.InvalidRange);
        }

        if (range is not { } part)
        {
            return whole;
        }

        context.Response.StatusCode = StatusCodes.Status206PartialContent;
        context.Response.Headers.ContentRange = part.ContentRange(found.Bytes);
        context.Response.Headers.Remove(ClientChecksums.HeaderOf(ChecksumKind.Crc64Nvme)); // it is the whole object's
        return part;
    }

    /// <summary>Reads into the very blocks that are sent.</summary>
    private async Task SendAsync(HttpResponse response, FinishedObject found, ByteRange range, CancellationToken ct)
    {
        var (at, left) = range;
        while (left > 0)
        {
            var buffer = response.BodyWriter.GetMemory(Block);
            var read = disk.Files.Read(found.File, buffer.Span[..(int)Math.Min(buffer.Length, left)], at);
            if (read == 0)
            {
                response.HttpContext.Abort(); // the file was cut short by somebody else: better no end than a false one
                return;
            }

            response.BodyWriter.Advance(read);
            if ((await response.BodyWriter.FlushAsync(ct)).IsCompleted)
            {
                return;
            }

            at += read;
            left -= read;
        }
    }
}
