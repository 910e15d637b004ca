using Slipway.Core;
using Slipway.Tests.Support;

namespace Slipway.Tests;

public sealed class RandomnessTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", "00000000-0000-7")]
    [InlineData("2022-02-22T19:22:22Z", "017f22e2-79b0-7")] // RFC 9562, A.6
    [InlineData("9999-12-31T23:59:59.999Z", "e677d21f-dbff-7")]
    public void An_id_is_a_UUID_of_version_7(string at, string begins)
    {
        var ids = Ids(at, 1000);

        Assert.All(ids, id => Assert.StartsWith(begins, id.ToString(), StringComparison.Ordinal));
        Assert.All(ids, id => Assert.Contains(id.ToString()[19], "89ab"));
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void All_74_random_bits_of_an_id_vary()
    {
        var (ones, zeros) = (UInt128.Zero, UInt128.Zero);
        foreach (var id in Ids("2026-07-01T12:00:00Z", 1000))
        {
            var bits = UInt128.Parse(id.ToString("N"), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
            ones |= bits;
            zeros |= ~bits;
        }

        Assert.Equal(74, (int)UInt128.PopCount(ones & zeros));
    }

    [Fact]
    public void Later_ids_sort_later()
    {
        var randomness = new SeededRandomness();
        var start = DateTimeOffset.UnixEpoch;

        var ids = Enumerable.Range(0, 1000).Select(i => randomness.NewId(start.AddMilliseconds(i * 77)).ToString()).ToList();

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
    }

    [Fact]
    public void Names_are_letters_and_digits_all_alike_often()
    {
        var name = new SeededRandomness(7).NewName(62_000);

        var counts = name.CountBy(letter => letter).ToDictionary();
        Assert.Equal(62, counts.Count);
        Assert.All(counts.Keys, letter => Assert.True(char.IsAsciiLetterOrDigit(letter)));
        // 1,000 of each expected, with a deviation of 31; without refusing the last 8 of 256 values, eight letters would come 1,211 times.
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void Bytes_that_would_favour_the_first_letters_are_passed_over()
    {
        var name = new Given(255, 248, 247, 250, 0, 62).NewName(3);

        Assert.Equal("9AA", name);
    }

    [Fact]
    public void The_systems_generator_does_not_repeat_itself() =>
        Assert.NotEqual(Randomness.System.NewName(28), Randomness.System.NewName(28));

    private static List<Guid> Ids(string at, int count)
    {
        var randomness = new SeededRandomness();
        var now = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture);
        return [.. Enumerable.Range(0, count).Select(_ => randomness.NewId(now))];
    }

    private sealed class Given(params byte[] bytes) : Randomness
    {
        private int _next;

        public override void Fill(Span<byte> filled)
        {
            foreach (ref var one in filled)
            {
                one = bytes[_next++];
            }
        }
    }
}
