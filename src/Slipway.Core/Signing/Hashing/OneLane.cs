using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Slipway.Core.Signing.Hashing;

/// <summary>One message, on any processor.</summary>
internal readonly unsafe struct OneLane : ILanes, IWords<uint>
{
    public static int Width => 1;

    public static void Gather(byte* blocks, int stride, uint* words)
    {
        var destination = new Span<uint>(words, 16);
        MemoryMarshal.Cast<byte, uint>(new ReadOnlySpan<byte>(blocks, 64)).CopyTo(destination);
        if (BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(destination, destination);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(uint* states, uint* words) => Sha256Rounds.Compress<OneLane, uint>(states, words, 1);

    public static uint Load(uint* words) => *words;

    public static void Store(uint value, uint* words) => *words = value;

    public static uint Everywhere(uint value) => value;

    public static uint Add(uint left, uint right) => left + right;

    public static uint Choose(uint x, uint y, uint z) => z ^ (x & (y ^ z));

    public static uint Majority(uint x, uint y, uint z) => (x & y) | (z & (x | y));

    public static uint Sum0(uint x) => BitOperations.RotateRight(x, 2) ^ BitOperations.RotateRight(x, 13) ^ BitOperations.RotateRight(x, 22);

    public static uint Sum1(uint x) => BitOperations.RotateRight(x, 6) ^ BitOperations.RotateRight(x, 11) ^ BitOperations.RotateRight(x, 25);

    public static uint Sigma0(uint x) => BitOperations.RotateRight(x, 7) ^ BitOperations.RotateRight(x, 18) ^ (x >> 3);

    public static uint Sigma1(uint x) => BitOperations.RotateRight(x, 17) ^ BitOperations.RotateRight(x, 19) ^ (x >> 10);
}
