using System.Buffers.Binary;

namespace Slipway.Benchmarks.Harness;

/// <summary>
/// The bytes that clients/put.c sends: a pseudo-random block of 1 MiB over and over, begun at another place for every part, so that a part in the
/// wrong place, or half of one, shows.
/// </summary>
internal static class Pattern
{
    private const int Block = 1 << 20;
    private const int Step = 65537;

    private static readonly byte[] Bytes = Make();

    /// <exception cref="InvalidOperationException">A byte is another than the one that was sent.</exception>
    public static async Task VerifyAsync(string path, int firstPart, long partBytes, long totalBytes, CancellationToken ct)
    {
        using var file = File.OpenHandle(path);
        if (RandomAccess.GetLength(file) != totalBytes)
        {
            throw new InvalidOperationException($"{path} has {RandomAccess.GetLength(file)} bytes instead of {totalBytes}.");
        }

        var buffer = new byte[Block];
        for (long at = 0; at < totalBytes;)
        {
            var inPart = at % partBytes;
            var length = (int)Math.Min(Block, Math.Min(partBytes - inPart, totalBytes - at));
            var read = await RandomAccess.ReadAsync(file, buffer.AsMemory(0, length), at, ct);
            var from = (int)(((firstPart + (at / partBytes)) * Step + inPart) % Block);
            if (read == 0 || !buffer.AsSpan(0, read).SequenceEqual(Bytes.AsSpan(from, read)))
            {
                throw new InvalidOperationException($"{path} holds other bytes than were sent, at {at} or after.");
            }

            at += read;
        }
    }

    private static byte[] Make()
    {
        var bytes = new byte[2 * Block];
        var x = 88172645463325252UL;
        for (var i = 0; i < Block; i += 8)
        {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i), x);
        }

        bytes.AsSpan(0, Block).CopyTo(bytes.AsSpan(Block));
        return bytes;
    }
}
