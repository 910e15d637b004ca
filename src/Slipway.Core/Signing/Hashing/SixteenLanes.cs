using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Slipway.Core.Signing.Hashing;

/// <summary>Sixteen messages at once, with AVX-512 (F and BW).</summary>
internal readonly unsafe struct SixteenLanes : ILanes, IWords<Vector512<uint>>
{
    // The truth tables of three-way operations.
    private const byte Xor = 0x96;
    private const byte FirstChooses = 0xCA;
    private const byte AtLeastTwo = 0xE8;

    public static bool IsSupported => Avx512F.IsSupported && Avx512BW.IsSupported;

    public static int Width => 16;

    private static Vector512<byte> BigEndian => Vector512.Create(
        (byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12,
        3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);

    /// <summary>A transposition of sixteen rows of sixteen words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(byte* blocks, int stride, uint* words)
    {
        Interleave(blocks, stride, out var a0, out var a1, out var a2, out var a3);
        Interleave(blocks + (4 * stride), stride, out var b0, out var b1, out var b2, out var b3);
        Interleave(blocks + (8 * stride), stride, out var c0, out var c1, out var c2, out var c3);
        Interleave(blocks + (12 * stride), stride, out var d0, out var d1, out var d2, out var d3);
        Quarters(a0, b0, c0, d0, words, 0);
        Quarters(a1, b1, c1, d1, words, 1);
        Quarters(a2, b2, c2, d2, words, 2);
        Quarters(a3, b3, c3, d3, words, 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(uint* states, uint* words) => Sha256Rounds.Compress<SixteenLanes, Vector512<uint>>(states, words, 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Load(uint* words) => Vector512.Load(words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<uint> value, uint* words) => value.Store(words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Everywhere(uint value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Add(Vector512<uint> left, Vector512<uint> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Choose(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) => Avx512F.TernaryLogic(x, y, z, FirstChooses);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Majority(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) => Avx512F.TernaryLogic(x, y, z, AtLeastTwo);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Sum0(Vector512<uint> x) => Three(Rotate(x, 2), Rotate(x, 13), Rotate(x, 22));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Sum1(Vector512<uint> x) => Three(Rotate(x, 6), Rotate(x, 11), Rotate(x, 25));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Sigma0(Vector512<uint> x) => Three(Rotate(x, 7), Rotate(x, 18), x >>> 3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Sigma1(Vector512<uint> x) => Three(Rotate(x, 17), Rotate(x, 19), x >>> 10);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Rotate(Vector512<uint> x, [ConstantExpected] byte bits) => Avx512F.RotateRight(x, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Three(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) => Avx512F.TernaryLogic(x, y, z, Xor);

    /// <summary>Words i, i + 4, i + 8 and i + 12 of four rows, each in a quarter of its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(
        byte* rows, int stride, out Vector512<uint> o0, out Vector512<uint> o1, out Vector512<uint> o2, out Vector512<uint> o3)
    {
        var (r0, r1, r2, r3) = (Row(rows), Row(rows + stride), Row(rows + (2 * stride)), Row(rows + (3 * stride)));
        var (low01, high01) = (Avx512F.UnpackLow(r0, r1).AsUInt64(), Avx512F.UnpackHigh(r0, r1).AsUInt64());
        var (low23, high23) = (Avx512F.UnpackLow(r2, r3).AsUInt64(), Avx512F.UnpackHigh(r2, r3).AsUInt64());
        o0 = Avx512F.UnpackLow(low01, low23).AsUInt32();
        o1 = Avx512F.UnpackHigh(low01, low23).AsUInt32();
        o2 = Avx512F.UnpackLow(high01, high23).AsUInt32();
        o3 = Avx512F.UnpackHigh(high01, high23).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters(Vector512<uint> a, Vector512<uint> b, Vector512<uint> c, Vector512<uint> d, uint* words, int word)
    {
        const byte Even = 0b10_00_10_00;
        const byte Odd = 0b11_01_11_01;
        var (evenAb, oddAb) = (Avx512F.Shuffle4x128(a, b, Even), Avx512F.Shuffle4x128(a, b, Odd));
        var (evenCd, oddCd) = (Avx512F.Shuffle4x128(c, d, Even), Avx512F.Shuffle4x128(c, d, Odd));
        Avx512F.Shuffle4x128(evenAb, evenCd, Even).Store(words + (word * 16));
        Avx512F.Shuffle4x128(oddAb, oddCd, Even).Store(words + ((word + 4) * 16));
        Avx512F.Shuffle4x128(evenAb, evenCd, Odd).Store(words + ((word + 8) * 16));
        Avx512F.Shuffle4x128(oddAb, oddCd, Odd).Store(words + ((word + 12) * 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Row(byte* row) => Avx512BW.Shuffle(Vector512.Load(row), BigEndian).AsUInt32();
}
