using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Slipway.Core.Checksums;

namespace Slipway.Tests.Checksums;

/// <summary>Every way to compute a CRC, whichever of them this machine would choose.</summary>
public class CrcPathTests
{
    private const int Longest = 2500;

    public static TheoryData<int> Widths => [64, 32];

    [Theory, MemberData(nameof(Widths))]
    public void Tables_agree_with_the_definition(int width)
    {
        foreach (var (engine, state, bytes, expected) in Cases(width, least: 0))
        {
            Assert.Equal(expected, engine.UpdateByTable(state, bytes));
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void Folding_128_bits_agrees_with_the_definition(int width)
    {
        foreach (var (engine, state, bytes, expected) in Cases(width, CarrylessFold.NarrowBlock))
        {
            Assert.Equal(expected, engine.UpdateByFolding(state, bytes));
        }
    }

    /// <summary>Where the processor lacks the wide multiplier the same loop runs with products put together from four narrow ones.</summary>
    [Theory, MemberData(nameof(Widths))]
    public void Folding_512_bits_agrees_with_the_definition(int width)
    {
        foreach (var (engine, state, bytes, expected) in Cases(width, CarrylessFold.WideBlock))
        {
            Assert.Equal(expected, engine.UpdateByWideFolding<FourNarrowMultiplies>(state, bytes));
            if (Pclmulqdq.V512.IsSupported)
            {
                Assert.Equal(expected, engine.UpdateByWideFolding<HardwareMultiply512>(state, bytes));
            }
        }
    }

    [Fact]
    public void The_processors_CRC32C_instruction_agrees_with_the_definition()
    {
        foreach (var (_, state, bytes, expected) in Cases(32, least: 0))
        {
            Assert.Equal(expected, Crc32C.UpdateByInstruction((uint)state, bytes));
        }
    }

    private static IEnumerable<(ReflectedCrc Engine, ulong State, byte[] Bytes, ulong Expected)> Cases(int width, int least)
    {
        var (engine, polynomial, mask) = width == 64
            ? (Crc64Nvme.Engine, BitwiseCrc.Nvme, ulong.MaxValue)
            : (Crc32C.Engine, BitwiseCrc.Castagnoli, uint.MaxValue);
        var random = new Random(width);
        for (var length = least; length <= Longest; length += length < least + 600 ? 1 : 37)
        {
            var state = (ulong)random.NextInt64() * 3 & mask;
            var bytes = BitwiseCrc.Random(length, seed: length);
            yield return (engine, state, bytes, BitwiseCrc.Update(state, polynomial, bytes));
        }
    }

    private readonly struct FourNarrowMultiplies : IMultiply512
    {
        public static Vector512<ulong> Low(Vector512<ulong> left, Vector512<ulong> right) => Each(left, right, 0x00);

        public static Vector512<ulong> High(Vector512<ulong> left, Vector512<ulong> right) => Each(left, right, 0x11);

        private static Vector512<ulong> Each(Vector512<ulong> left, Vector512<ulong> right, byte halves) => Vector512.Create(
            Vector256.Create(One(left.GetLower().GetLower(), right.GetLower().GetLower(), halves), One(left.GetLower().GetUpper(), right.GetLower().GetUpper(), halves)),
            Vector256.Create(One(left.GetUpper().GetLower(), right.GetUpper().GetLower(), halves), One(left.GetUpper().GetUpper(), right.GetUpper().GetUpper(), halves)));

        private static Vector128<ulong> One(Vector128<ulong> left, Vector128<ulong> right, byte halves) =>
            halves == 0 ? Pclmulqdq.CarrylessMultiply(left, right, 0x00) : Pclmulqdq.CarrylessMultiply(left, right, 0x11);
    }
}
