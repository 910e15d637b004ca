namespace Slipway.Core.Checksums;

/// <summary>
/// Joins the checksums of many parts of one size: multiplying by a fixed power of x is linear, so a table for each byte of the checksum makes
/// it eight look-ups. The last, shorter part goes through <see cref="Crc64Nvme.Combine"/>.
/// </summary>
public sealed class Crc64NvmeCombiner
{
    private readonly ulong[] _tables = new ulong[sizeof(ulong) * 256];

    /// <param name="partBytes">The length of each appended part, in bytes.</param>
    public Crc64NvmeCombiner(long partBytes)
    {
        var power = Crc64Nvme.Engine.PowerOfBytes(partBytes);
        for (var bit = 0; bit < 64; bit++)
        {
            var column = Crc64Nvme.Engine.Multiply(1UL << bit, power);
            var table = _tables.AsSpan(bit / 8 * 256, 256);
            var low = 1 << (bit % 8);
            for (var value = 0; value < low; value++)
            {
                table[low + value] = table[value] ^ column;
            }
        }
    }

    /// <summary>The checksum of everything so far followed by one more part.</summary>
    public ulong Append(ulong soFar, ulong part)
    {
        for (var i = 0; i < sizeof(ulong); i++, soFar >>= 8)
        {
            part ^= _tables[(i * 256) + (byte)soFar];
        }

        return part;
    }
}
