using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Slipway.Core.Uploads;
using Slipway.Server.Dialects.Json;

namespace Slipway.Server.Dialects.SpatialGen;

/// <summary>
/// Writes the answer of "Get Part URLs" straight into the response: a batch of parts is signed side by side, then their JSON is put together from
/// prepared UTF-8. Ten thousand parts are 7 MB that exist nowhere as objects or strings.
/// </summary>
internal static class PartUrlsWriter
{
    private const int BatchSize = 64;
    private const int SignatureBytes = 32;
    private const int FlushBytes = 64 * 1024;
    private const int MaxNumbersBytes = 4 * 20; // partNumber, sizeBytes, byteStart, byteEnd

    public static async Task WriteAsync(PipeWriter output, SignedFile signed, CancellationToken ct)
    {
        var partNumbers = signed.PartNumbers;
        WriteHead(output, FileBody.Of(signed.File));
        var expiry = Encoding.ASCII.GetBytes($"\",\"expiresAt\":\"{WireTime.Milliseconds(signed.Window.ExpiresAt)}\"}}");
        var unflushed = 0;
        for (var done = 0; done < partNumbers.Length; done += BatchSize)
        {
            var batch = partNumbers.AsMemory(done, Math.Min(BatchSize, partNumbers.Length - done));
            unflushed += WriteBatch(output, signed, batch.Span, expiry, first: done == 0);
            if (unflushed >= FlushBytes)
            {
                await output.FlushAsync(ct);
                unflushed = 0;
            }
        }

        output.Write("]}"u8);
        await output.FlushAsync(ct);
    }

    private static void WriteHead(PipeWriter output, FileBody file)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("uploadId"u8, file.UploadId);
        json.WriteString("fileRole"u8, file.FileRole);
        json.WriteString("fileName"u8, file.FileName);
        json.WriteNumber("totalBytes"u8, file.TotalBytes);
        json.WriteNumber("partSizeBytes"u8, file.PartSizeBytes);
        json.WriteNumber("totalParts"u8, file.TotalParts);
        json.WriteString("uploadStrategy"u8, file.UploadStrategy);
        json.WriteString("status"u8, file.Status);
        json.WriteStartArray("parts"u8);
        json.Flush();
    }

    private static int WriteBatch(PipeWriter output, SignedFile signed, ReadOnlySpan<int> numbers, ReadOnlySpan<byte> expiry, bool first)
    {
        Span<byte> signatures = stackalloc byte[BatchSize * SignatureBytes];
        signed.Signer.Sign(numbers, signatures);
        var total = 0;
        for (var i = 0; i < numbers.Length; i++)
        {
            var most = signed.Signer.MaxUrlLength + expiry.Length + MaxNumbersBytes + 80;
            var json = new Utf8Text(output.GetSpan(most));
            WritePart(ref json, signed, numbers[i], signatures.Slice(i * SignatureBytes, SignatureBytes), expiry, comma: !first || i > 0);
            output.Advance(json.Length);
            total += json.Length;
        }

        return total;
    }

    private static void WritePart(ref Utf8Text json, SignedFile signed, int number, scoped ReadOnlySpan<byte> signature, scoped ReadOnlySpan<byte> expiry, bool comma)
    {
        var plan = signed.File.Plan;
        var (start, length) = (plan.OffsetOf(number), plan.LengthOf(number));
        json.Add(comma ? ",{\"partNumber\":"u8 : "{\"partNumber\":"u8);
        json.Add(number);
        json.Add(",\"sizeBytes\":"u8);
        json.Add(length);
        json.Add(",\"byteStart\":"u8);
        json.Add(start);
        json.Add(",\"byteEnd\":"u8);
        json.Add(start + length - 1); // inclusive: clients slice to byteEnd + 1
        json.Add(",\"url\":\""u8);
        json.Advance(signed.Signer.WriteUrl(number, signature, json.Rest));
        json.Add(expiry);
    }

    private ref struct Utf8Text(Span<byte> destination)
    {
        private readonly Span<byte> _destination = destination;

        public int Length { get; private set; }

        public readonly Span<byte> Rest => _destination[Length..];

        public void Advance(int written) => Length += written;

        public void Add(scoped ReadOnlySpan<byte> text)
        {
            text.CopyTo(Rest);
            Length += text.Length;
        }

        public void Add(long number)
        {
            Utf8Formatter.TryFormat(number, Rest, out var written);
            Length += written;
        }
    }
}
