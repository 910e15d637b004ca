using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Slipway.Core.Checksums;

/// <summary>CRC-32C (Castagnoli; RFC 9260 appendix A). The default value is the checksum of no bytes.</summary>
public struct Crc32C
{
    internal static readonly ReflectedCrc Engine = new(32, 0x82F63B78);

    /// <summary>From here on folding beats the processor's own instruction, which takes eight bytes at a time.</summary>
    private const int FoldingPays = 512;

    private const int Base64Length = 8;

    /// <summary>The checksum of everything appended so far.</summary>
    public uint Value { get; private set; }

    public static uint Hash(ReadOnlySpan<byte> bytes) => ~Update(uint.MaxValue, bytes);

    /// <summary>The checksum of A followed by B.</summary>
    /// <param name="crcA">The checksum of A.</param>
    /// <param name="crcB">The checksum of B.</param>
    /// <param name="lengthB">The length of B, in bytes.</param>
    public static uint Combine(uint crcA, uint crcB, long lengthB) => (uint)Engine.Combine(crcA, crcB, lengthB);

    /// <summary>As the header <c>x-amz-checksum-crc32c</c> carries it: base64 of the four bytes, highest first.</summary>
    public static string ToBase64(uint crc)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, crc);
        return Convert.ToBase64String(bytes);
    }

    /// <summary>False: the text is not base64 of exactly four bytes.</summary>
    public static bool TryParseBase64(ReadOnlySpan<char> text, out uint crc)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint) + 1];
        var parsed = text.Length == Base64Length && Convert.TryFromBase64Chars(text, bytes, out var written) && written == sizeof(uint);
        crc = parsed ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 0;
        return parsed;
    }

    public void Append(ReadOnlySpan<byte> bytes) => Value = ~Update(~Value, bytes);

    private static uint Update(uint state, ReadOnlySpan<byte> bytes) =>
        bytes.Length >= FoldingPays && Pclmulqdq.IsSupported
            ? (uint)Engine.Update(state, bytes)
            : UpdateByInstruction(state, bytes);

    /// <summary>SSE4.2's or Armv8's instruction; a table where there is neither.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static uint UpdateByInstruction(uint state, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var value in bytes)
        {
            state = BitOperations.Crc32C(state, value);
        }

        return state;
    }
}
