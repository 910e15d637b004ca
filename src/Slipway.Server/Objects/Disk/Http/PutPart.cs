using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Slipway.Core.Checksums;
using Slipway.Core.Faults;
using Slipway.Core.Signing;
using Slipway.Server.Objects.Disk.Parts;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Slipway.Server.Objects.Disk.Http;

/// <summary>
/// Takes one part (Amazon S3 API Reference, "UploadPart"). The blocks that the socket filled are hashed and written from where they lie; what is
/// answered 200 is on the disk, and what is not leaves nothing behind.
/// </summary>
internal sealed class PutPart(DiskContext disk, OpenUploads uploads, DiskStoreOptions options)
{
    /// <summary>What to wait for before waking up, where so much is to come: half of what Kestrel takes in advance, so that it goes on receiving meanwhile.</summary>
    private const int Batch = 512 * 1024;

    private readonly PutAdmission _admission = new(options.MaxConcurrentPuts, options.MaxConcurrentPutsPerUpload);

    private readonly MinDataRate? _rate =
        options.MinBodyBytesPerSecond == 0 ? null : new MinDataRate(options.MinBodyBytesPerSecond, options.MinBodyRateGrace);

    /// <summary>Everything that can be known without the body is decided before its first byte is asked for.</summary>
    public async Task RunAsync(HttpContext context, VerifiedRequest request)
    {
        CrashPoint.Hit(DiskCrashPoints.PutAfterVerify);
        if (disk.Health.IsReadOnly)
        {
            throw new S3RefusedException(S3Error.ReadOnly);
        }

        var length = context.Request.ContentLength ?? throw new S3RefusedException(S3Error.MissingContentLength);
        using var use = await uploads.FindAsync(request.UploadId!) ?? throw new S3RefusedException(S3Error.NoSuchUpload);
        var upload = use.Upload;
        var number = request.PartNumber!.Value;
        RefuseUnlessPlanned(upload, request.Key, number, length);
        var said = ClientChecksums.Read(context.Request.Headers, request.ContentSha256 is { } hex ? Convert.FromHexString(hex) : null);
        if (!_admission.TryEnter(upload.Id))
        {
            throw new S3RefusedException(S3Error.SlowDown);
        }

        try
        {
            await StoreAsync(context, upload, number, length, said);
        }
        finally
        {
            _admission.Leave(upload.Id);
        }
    }

    private static void RefuseUnlessPlanned(OpenUpload upload, string key, int number, long length)
    {
        var plan = upload.Header.Plan;
        if (upload.Header.Key.Text != key)
        {
            throw new S3RefusedException(S3Error.NoSuchUpload);
        }

        if (!plan.Has(number))
        {
            throw new S3RefusedException(S3Error.UnknownPart(number, plan.Count));
        }

        var most = plan.ServerPlanned ? plan.LengthOf(number) : Math.Min(plan.TotalBytes ?? long.MaxValue, DiskObjectStore.Limits.MaxPartBytes);
        if (length > most)
        {
            throw new S3RefusedException(S3Error.TooLarge(length, most));
        }

        if (plan.ServerPlanned && length < most)
        {
            throw new S3RefusedException(S3Error.TooSmall(length, most));
        }
    }

    private async Task StoreAsync(HttpContext context, OpenUpload upload, int number, long length, ClientChecksums said)
    {
        PartWrite? write = null;
        try
        {
            write = await upload.ClaimAsync(number, length) ?? throw new S3RefusedException(S3Error.NoSuchUpload);
            SetLimits(context, length);
            using var digest = new BodyDigest(options.Checksum, said);
            await ReceiveAsync(context.Request.BodyReader, upload, write, digest, length);
            var part = digest.Finish(write);
            if (!await upload.CommitAsync(write, part))
            {
                throw new S3RefusedException(Overtaken(upload));
            }

            CrashPoint.Hit(DiskCrashPoints.PutBeforeAnswer);
            Answer(context.Response, part, said);
        }
        catch (BadHttpRequestException slow) when (slow.StatusCode == StatusCodes.Status408RequestTimeout)
        {
            throw new S3RefusedException(S3Error.BodyStalled);
        }
        catch (Exception gone) when (gone is BadHttpRequestException or ConnectionResetException or ConnectionAbortedException or OperationCanceledException)
        {
            throw new S3RefusedException(S3Error.BodyEnded); // heard by nobody, unless only half of the connection is closed
        }
        finally
        {
            if (write is not null)
            {
                upload.End(write);
            }
        }
    }

    private static async ValueTask ReceiveAsync(PipeReader body, OpenUpload upload, PartWrite write, BodyDigest digest, long length)
    {
        while (write.Written < length)
        {
            var read = await body.ReadAtLeastAsync((int)Math.Min(Batch, length - write.Written));
            try
            {
                if (!TryTake(read.Buffer, write, digest))
                {
                    throw new S3RefusedException(Overtaken(upload));
                }
            }
            finally
            {
                body.AdvanceTo(read.Buffer.End); // also after a failure: the server reads on to the next request
            }

            CrashPoint.Hit(DiskCrashPoints.PutMidBody);
            if (read.IsCompleted && write.Written < length)
            {
                throw new S3RefusedException(S3Error.BodyEnded);
            }
        }
    }

    /// <summary>Hashes and writes each block while it is in the processor's cache.</summary>
    private static bool TryTake(in ReadOnlySequence<byte> blocks, PartWrite write, BodyDigest digest)
    {
        foreach (var block in blocks)
        {
            digest.Append(block.Span);
            if (!write.TryWrite(block.Span))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Completed or aborted meanwhile; or another PUT's part was taken, in a completion that then failed.</summary>
    private static S3Error Overtaken(OpenUpload upload) => upload.Closed ? S3Error.NoSuchUpload : S3Error.SlowDown;

    private void SetLimits(HttpContext context, long length)
    {
        var features = context.Features;
        if (features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = length;
        }

        if (HttpProtocol.IsHttp11(context.Request.Protocol) && features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = _rate;
        }
    }

    private static void Answer(HttpResponse response, in PartRecord part, ClientChecksums said)
    {
        response.Headers.ETag = $"\"{part.ETag()}\"";
        response.Headers[ClientChecksums.HeaderOf(ChecksumKind.Crc64Nvme)] = Crc64Nvme.ToBase64(part.Crc64Nvme);
        if (said.Kind is { } kind)
        {
            response.Headers[ClientChecksums.HeaderOf(kind)] = Convert.ToBase64String(said.Checksum!);
        }

        response.ContentLength = 0;
    }
}
