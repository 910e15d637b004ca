using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Slipway.Core.Checksums;

/// <summary>What carries 128 bits ahead by 128, 512 and 2048 bits.</summary>
internal readonly record struct FoldingConstants(Vector128<ulong> By128, Vector128<ulong> By512, Vector128<ulong> By2048);

/// <summary>Carry-less multiplication of four pairs of 64-bit halves at once.</summary>
internal interface IMultiply512
{
    static abstract Vector512<ulong> Low(Vector512<ulong> left, Vector512<ulong> right);

    static abstract Vector512<ulong> High(Vector512<ulong> left, Vector512<ulong> right);
}

/// <summary>VPCLMULQDQ on 512 bits.</summary>
internal readonly struct HardwareMultiply512 : IMultiply512
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Low(Vector512<ulong> left, Vector512<ulong> right) =>
        Pclmulqdq.V512.CarrylessMultiply(left, right, 0x00);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> High(Vector512<ulong> left, Vector512<ulong> right) =>
        Pclmulqdq.V512.CarrylessMultiply(left, right, 0x11);
}

/// <summary>
/// Folds a message to 128 bits with the same remainder (V. Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ",
/// Intel 2009). Optimized from the first call: tiered compilation would first run the instrumented form of these loops, many times slower.
/// </summary>
internal static class CarrylessFold
{
    /// <summary>Bytes that one turn of the 128-bit loop takes: four vectors side by side hide the multiplier's latency.</summary>
    public const int NarrowBlock = 64;

    /// <summary>Bytes that one turn of the 512-bit loop takes.</summary>
    public const int WideBlock = 256;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector128<ulong> Narrow(ulong state, ReadOnlySpan<byte> bytes, in FoldingConstants constants, out ReadOnlySpan<byte> rest)
    {
        var a = At(bytes, 0) ^ Vector128.CreateScalar(state);
        var b = At(bytes, 16);
        var c = At(bytes, 32);
        var d = At(bytes, 48);
        bytes = bytes[NarrowBlock..];
        var by512 = constants.By512;
        while (bytes.Length >= NarrowBlock)
        {
            a = Fold(a, by512) ^ At(bytes, 0);
            b = Fold(b, by512) ^ At(bytes, 16);
            c = Fold(c, by512) ^ At(bytes, 32);
            d = Fold(d, by512) ^ At(bytes, 48);
            bytes = bytes[NarrowBlock..];
        }

        return Join(a, b, c, d, bytes, constants.By128, out rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector128<ulong> Wide<TMultiply>(ulong state, ReadOnlySpan<byte> bytes, in FoldingConstants constants, out ReadOnlySpan<byte> rest)
        where TMultiply : struct, IMultiply512
    {
        var a = WideAt(bytes, 0) ^ Vector512.CreateScalar(state);
        var b = WideAt(bytes, 64);
        var c = WideAt(bytes, 128);
        var d = WideAt(bytes, 192);
        bytes = bytes[WideBlock..];
        var by2048 = InEveryLane(constants.By2048);
        while (bytes.Length >= WideBlock)
        {
            a = Fold<TMultiply>(a, by2048) ^ WideAt(bytes, 0);
            b = Fold<TMultiply>(b, by2048) ^ WideAt(bytes, 64);
            c = Fold<TMultiply>(c, by2048) ^ WideAt(bytes, 128);
            d = Fold<TMultiply>(d, by2048) ^ WideAt(bytes, 192);
            bytes = bytes[WideBlock..];
        }

        var by512 = InEveryLane(constants.By512);
        a = Fold<TMultiply>(a, by512) ^ b;
        a = Fold<TMultiply>(a, by512) ^ c;
        a = Fold<TMultiply>(a, by512) ^ d;
        var (lower, upper) = (a.GetLower(), a.GetUpper());
        return Join(lower.GetLower(), lower.GetUpper(), upper.GetLower(), upper.GetUpper(), bytes, constants.By128, out rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Join(
        Vector128<ulong> a, Vector128<ulong> b, Vector128<ulong> c, Vector128<ulong> d,
        ReadOnlySpan<byte> bytes, Vector128<ulong> by128, out ReadOnlySpan<byte> rest)
    {
        a = Fold(a, by128) ^ b;
        a = Fold(a, by128) ^ c;
        a = Fold(a, by128) ^ d;
        while (bytes.Length >= 16)
        {
            a = Fold(a, by128) ^ At(bytes, 0);
            bytes = bytes[16..];
        }

        rest = bytes;
        return a;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Fold(Vector128<ulong> value, Vector128<ulong> by) =>
        Pclmulqdq.CarrylessMultiply(value, by, 0x00) ^ Pclmulqdq.CarrylessMultiply(value, by, 0x11);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Fold<TMultiply>(Vector512<ulong> value, Vector512<ulong> by)
        where TMultiply : struct, IMultiply512 => TMultiply.Low(value, by) ^ TMultiply.High(value, by);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> InEveryLane(Vector128<ulong> value) => Vector512.Create(Vector256.Create(value, value), Vector256.Create(value, value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> At(ReadOnlySpan<byte> bytes, int offset) =>
        Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(bytes), (nuint)offset).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> WideAt(ReadOnlySpan<byte> bytes, int offset) =>
        Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(bytes), (nuint)offset).AsUInt64();
}
