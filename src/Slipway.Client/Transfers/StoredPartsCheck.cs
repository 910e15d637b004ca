using System.Buffers;
using System.Security.Cryptography;
using Slipway.Client.Wire;
using Slipway.Core.Checksums;

namespace Slipway.Client.Transfers;

/// <summary>
/// Before anything is sent: compares every stored part with the local file. What is proved equal is kept, what is proved different refuses
/// the whole upload, and what cannot be proved is sent again; so old and new bytes never mix.
/// </summary>
internal sealed class StoredPartsCheck(ServerApi server, string sessionId, SlipwayClientOptions options, EventSink events)
{
    private const int BufferBytes = 1 << 20;

    public async Task RunAsync(IReadOnlyList<FileTransfer> files, CancellationToken cancellation)
    {
        var parts = new List<(FileTransfer File, StoredPart Part)>();
        foreach (var file in files)
        {
            await foreach (var part in ListAsync(file, cancellation))
            {
                if (part.PartNumber >= 1 && part.PartNumber <= file.Plan.TotalParts && part.SizeBytes == file.Plan.Length(part.PartNumber) && CanBeProved(part))
                {
                    parts.Add((file, part));
                }
            }
        }

        if (parts.Count == 0)
        {
            return;
        }

        events.Report(new CheckingStarted(parts.Sum(each => each.Part.SizeBytes)));
        await Parallel.ForEachAsync(
            parts,
            new ParallelOptions { MaxDegreeOfParallelism = options.Parallel, CancellationToken = cancellation },
            (each, token) => CompareAsync(each.File, each.Part, token));
    }

    private async IAsyncEnumerable<StoredPart> ListAsync(
        FileTransfer file, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        for (int? after = 0; after is { } from;)
        {
            var page = await server.StoredPartsAsync(sessionId, file.Plan.UploadId, from, cancellation);
            foreach (var part in page.Parts)
            {
                yield return part;
            }

            // A page that leads nowhere ends the list instead of asking for it for ever.
            after = page.NextAfter > from ? page.NextAfter : null;
        }
    }

    private static bool CanBeProved(StoredPart part) => CrcOf(part) is not null || Md5Of(part) is not null;

    private static async ValueTask CompareAsync(FileTransfer file, StoredPart part, CancellationToken cancellation)
    {
        var stored = CrcOf(part);
        var storedMd5 = stored is null ? Md5Of(part) : null;
        var (crc, md5) = await SumAsync(file, part.PartNumber, storedMd5 is not null, cancellation);

        if (stored is { } expected && expected != crc)
        {
            throw new FileChangedException(file.Local.Path, part.PartNumber, $"part {part.PartNumber} does not have the bytes that were uploaded");
        }

        // An ETag of 32 hex digits is an MD5 with most stores and not with all: equality proves, difference proves nothing.
        if (stored is not null || (md5 is not null && md5.AsSpan().SequenceEqual(storedMd5)))
        {
            file.Keep(part.PartNumber, part.Etag);
        }
    }

    private static async Task<(ulong Crc, byte[]? Md5)> SumAsync(FileTransfer file, int part, bool withMd5, CancellationToken cancellation)
    {
        using var md5 = withMd5 ? IncrementalHash.CreateHash(HashAlgorithmName.MD5) : null;
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var crc = new Crc64Nvme();
            var offset = file.Plan.Offset(part);
            for (var left = file.Plan.Length(part); left > 0;)
            {
                var read = await file.Local.ReadAsync(buffer.AsMemory(0, (int)Math.Min(BufferBytes, left)), offset, cancellation);
                if (read == 0)
                {
                    throw file.Shorter(part);
                }

                crc.Append(buffer.AsSpan(0, read));
                md5?.AppendData(buffer.AsSpan(0, read));
                offset += read;
                left -= read;
                file.Progress.Checked(read);
            }

            return (crc.Value, md5?.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static ulong? CrcOf(StoredPart part) =>
        PartTag.TryParseCrc(part.Checksum, out var crc) ? crc : PartTag.TryParse(part.Etag, out var tag) ? tag.Crc : null;

    private static byte[]? Md5Of(StoredPart part)
    {
        var text = part.Etag.AsSpan().Trim().Trim('"');
        var md5 = new byte[16];
        return text.Length == 32 && Convert.FromHexString(text, md5, out _, out _) == OperationStatus.Done ? md5 : null;
    }
}
