using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Slipway.Core.Signing.Hashing;

/// <summary>Eight messages at once, with AVX2.</summary>
internal readonly unsafe struct EightLanes : ILanes, IWords<Vector256<uint>>
{
    public static bool IsSupported => Avx2.IsSupported;

    public static int Width => 8;

    private static Vector256<byte> BigEndian => Vector256.Create(
        (byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);

    /// <summary>Two transpositions of eight rows of eight words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(byte* blocks, int stride, uint* words)
    {
        Transpose(blocks, stride, words);
        Transpose(blocks + 32, stride, words + (8 * 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(uint* states, uint* words) => Sha256Rounds.Compress<EightLanes, Vector256<uint>>(states, words, 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Load(uint* words) => Vector256.Load(words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<uint> value, uint* words) => value.Store(words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Everywhere(uint value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Add(Vector256<uint> left, Vector256<uint> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Choose(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) => z ^ (x & (y ^ z));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Majority(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) => (x & y) | (z & (x | y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Sum0(Vector256<uint> x) => Rotate(x, 2) ^ Rotate(x, 13) ^ Rotate(x, 22);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Sum1(Vector256<uint> x) => Rotate(x, 6) ^ Rotate(x, 11) ^ Rotate(x, 25);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Sigma0(Vector256<uint> x) => Rotate(x, 7) ^ Rotate(x, 18) ^ (x >>> 3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Sigma1(Vector256<uint> x) => Rotate(x, 17) ^ Rotate(x, 19) ^ (x >>> 10);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rotate(Vector256<uint> x, int bits) => (x >>> bits) | (x << (32 - bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(byte* rows, int stride, uint* words)
    {
        Interleave(rows, stride, out var a0, out var a1, out var a2, out var a3);
        Interleave(rows + (4 * stride), stride, out var b0, out var b1, out var b2, out var b3);
        Halves(a0, b0, words, 0);
        Halves(a1, b1, words, 1);
        Halves(a2, b2, words, 2);
        Halves(a3, b3, words, 3);
    }

    /// <summary>Word i of four rows, in the lower half; word i + 4, in the upper.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(
        byte* rows, int stride, out Vector256<uint> o0, out Vector256<uint> o1, out Vector256<uint> o2, out Vector256<uint> o3)
    {
        var (r0, r1, r2, r3) = (Row(rows), Row(rows + stride), Row(rows + (2 * stride)), Row(rows + (3 * stride)));
        var (low01, high01) = (Avx2.UnpackLow(r0, r1).AsUInt64(), Avx2.UnpackHigh(r0, r1).AsUInt64());
        var (low23, high23) = (Avx2.UnpackLow(r2, r3).AsUInt64(), Avx2.UnpackHigh(r2, r3).AsUInt64());
        o0 = Avx2.UnpackLow(low01, low23).AsUInt32();
        o1 = Avx2.UnpackHigh(low01, low23).AsUInt32();
        o2 = Avx2.UnpackLow(high01, high23).AsUInt32();
        o3 = Avx2.UnpackHigh(high01, high23).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Halves(Vector256<uint> a, Vector256<uint> b, uint* words, int word)
    {
        Avx2.Permute2x128(a, b, 0x20).Store(words + (word * 8));
        Avx2.Permute2x128(a, b, 0x31).Store(words + ((word + 4) * 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Row(byte* row) => Avx2.Shuffle(Vector256.Load(row), BigEndian).AsUInt32();
}
