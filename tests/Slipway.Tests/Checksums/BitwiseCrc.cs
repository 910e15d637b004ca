namespace Slipway.Tests.Checksums;

/// <summary>The definition, one bit at a time: nothing in common with what it is compared to.</summary>
internal static class BitwiseCrc
{
    public const ulong Nvme = 0x9A6C9329AC4BC9B5;
    public const ulong Castagnoli = 0x82F63B78;

    public static ulong Update(ulong state, ulong polynomial, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            state ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                state = (state & 1) != 0 ? (state >> 1) ^ polynomial : state >> 1;
            }
        }

        return state;
    }

    public static ulong HashNvme(ReadOnlySpan<byte> bytes) => ~Update(ulong.MaxValue, Nvme, bytes);

    public static uint HashCastagnoli(ReadOnlySpan<byte> bytes) => ~(uint)Update(uint.MaxValue, Castagnoli, bytes);

    public static byte[] Random(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
