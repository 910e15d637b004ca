using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Slipway.Core.Checksums;

/// <summary>
/// A CRC of 32 or 64 bits whose bits are reflected: the lowest bit of a state is the coefficient of the highest power. States are raw; the
/// inversion before and after is the caller's.
/// </summary>
internal sealed class ReflectedCrc
{
    private const int Slices = 8;

    private readonly int _width;
    private readonly ulong _polynomial;
    private readonly ulong[] _tables = new ulong[Slices * 256];
    private readonly FoldingConstants _folding;

    /// <param name="width">32 or 64.</param>
    /// <param name="polynomial">Reflected, without its highest power.</param>
    public ReflectedCrc(int width, ulong polynomial)
    {
        _width = width;
        _polynomial = polynomial;
        for (var value = 0; value < 256; value++)
        {
            _tables[value] = TimesX((ulong)value, 8);
        }

        for (var at = 256; at < _tables.Length; at++)
        {
            _tables[at] = (_tables[at - 256] >> 8) ^ _tables[(byte)_tables[at - 256]];
        }

        _folding = new FoldingConstants(FoldBy(128), FoldBy(512), FoldBy(2048));
    }

    /// <summary>The state after some more bytes, by the fastest way that this machine has.</summary>
    public ulong Update(ulong state, ReadOnlySpan<byte> bytes)
    {
        if (Pclmulqdq.V512.IsSupported && Avx512F.IsSupported && bytes.Length >= 2 * CarrylessFold.WideBlock)
        {
            return UpdateByWideFolding<HardwareMultiply512>(state, bytes);
        }

        return Pclmulqdq.IsSupported && bytes.Length >= 2 * CarrylessFold.NarrowBlock
            ? UpdateByFolding(state, bytes)
            : UpdateByTable(state, bytes);
    }

    /// <summary>Needs PCLMULQDQ, and at least 64 bytes.</summary>
    public ulong UpdateByFolding(ulong state, ReadOnlySpan<byte> bytes)
    {
        var folded = CarrylessFold.Narrow(state, bytes, _folding, out var rest);
        return Finish(folded, rest);
    }

    /// <summary>Needs at least 256 bytes.</summary>
    public ulong UpdateByWideFolding<TMultiply>(ulong state, ReadOnlySpan<byte> bytes)
        where TMultiply : struct, IMultiply512
    {
        var folded = CarrylessFold.Wide<TMultiply>(state, bytes, _folding, out var rest);
        return Finish(folded, rest);
    }

    public ulong UpdateByTable(ulong state, ReadOnlySpan<byte> bytes)
    {
        var tables = _tables;
        while (bytes.Length >= Slices)
        {
            var x = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ state;
            state = tables[(7 * 256) + (byte)x]
                ^ tables[(6 * 256) + (byte)(x >> 8)]
                ^ tables[(5 * 256) + (byte)(x >> 16)]
                ^ tables[(4 * 256) + (byte)(x >> 24)]
                ^ tables[(3 * 256) + (byte)(x >> 32)]
                ^ tables[(2 * 256) + (byte)(x >> 40)]
                ^ tables[256 + (byte)(x >> 48)]
                ^ tables[(byte)(x >> 56)];
            bytes = bytes[Slices..];
        }

        foreach (var value in bytes)
        {
            state = (state >> 8) ^ tables[(byte)(state ^ value)];
        }

        return state;
    }

    /// <summary>The CRC of A followed by B, from theirs: crc(A) · x^(8·|B|) + crc(B). The inversions cancel out.</summary>
    public ulong Combine(ulong first, ulong second, long secondBytes) => Multiply(first, PowerOfBytes(secondBytes)) ^ second;

    /// <summary>x^(8 · bytes) modulo the polynomial.</summary>
    public ulong PowerOfBytes(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return Power(One >> 8, bytes);
    }

    /// <summary>a · b modulo the polynomial, bit by bit: for constants and single combinations.</summary>
    public ulong Multiply(ulong a, ulong b)
    {
        var product = 0UL;
        for (var bit = _width - 1; bit >= 0; bit--)
        {
            product ^= ((a >> bit) & 1) * b;
            b = TimesX(b, 1);
        }

        return product;
    }

    private ulong One => 1UL << (_width - 1);

    private ulong Finish(Vector128<ulong> folded, ReadOnlySpan<byte> rest)
    {
        Span<byte> bytes = stackalloc byte[16];
        folded.AsByte().CopyTo(bytes);
        return UpdateByTable(UpdateByTable(0, bytes), rest);
    }

    private ulong TimesX(ulong value, int times)
    {
        for (; times > 0; times--)
        {
            value = (value >> 1) ^ ((value & 1) * _polynomial);
        }

        return value;
    }

    private ulong Power(ulong value, long exponent)
    {
        var result = One;
        for (; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
            {
                result = Multiply(result, value);
            }

            value = Multiply(value, value);
        }

        return result;
    }

    /// <summary>What carries 128 bits ahead by a distance. The carry-less product of reflected halves comes out one bit short, hence the − 1.</summary>
    private Vector128<ulong> FoldBy(int bits) => Vector128.Create(PowerOfX(bits + 63), PowerOfX(bits - 1));

    /// <summary>x^n as 64 bits, the lowest power on top.</summary>
    private ulong PowerOfX(int exponent) => Power(One >> 1, exponent) << (64 - _width);
}
