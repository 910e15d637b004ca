using System.Buffers;
using System.Net;
using Slipway.Client.Retries;
using Slipway.Core.Checksums;

namespace Slipway.Client.Transfers;

/// <summary>
/// The body of one PUT: a slice of the file, read through one pooled buffer straight into the connection and summed on the way, so that a
/// part of any size costs the same memory.
/// </summary>
/// <remarks>The buffer belongs to the copying loop and not to whoever sends, because a try may be given up while the loop still runs.</remarks>
internal sealed class PartContent(LocalFile file, int partNumber, long offset, long length, FileProgress progress, TimeLimit stall) : HttpContent
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Less than the buffer, so that a slow line shows signs of life between two reads.</summary>
    private const int WriteBytes = 1 << 18;

    private readonly Lock _gate = new();
    private long _counted;
    private bool _closed;

    /// <summary>The checksum of what was sent; of use when <see cref="IsWhole"/>.</summary>
    public ulong Crc { get; private set; }

    /// <summary>Every byte of the part was given to the connection.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The file ended before the part did. The connection's own error would hide it.</summary>
    public bool FileIsShorter { get; private set; }

    /// <summary>The try is over: what it had counted as in flight is not any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            progress.InFlight(-_counted);
        }
    }

    protected override bool TryComputeLength(out long bytes)
    {
        bytes = length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var crc = new Crc64Nvme();
            var sent = 0L;
            while (sent < length)
            {
                var wanted = (int)Math.Min(BufferBytes, length - sent);
                var read = await file.ReadAsync(buffer.AsMemory(0, wanted), offset + sent, cancellationToken);
                if (read == 0)
                {
                    FileIsShorter = true;
                    throw new FileChangedException(file.Path, partNumber, $"part {partNumber} ends {length - sent} bytes early");
                }

                crc.Append(buffer.AsSpan(0, read));
                for (var from = 0; from < read; from += WriteBytes)
                {
                    var piece = Math.Min(WriteBytes, read - from);
                    await stream.WriteAsync(buffer.AsMemory(from, piece), cancellationToken);
                    Moved(piece);
                }

                sent += read;
            }

            Crc = crc.Value;
            IsWhole = true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Moved(int bytes)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _counted += bytes;
            progress.InFlight(bytes);
            stall.Moved();
        }
    }
}
