using Slipway.Core.Checksums;

namespace Slipway.Tests.Checksums;

public class Crc64NvmeTests
{
    [Fact]
    public void The_check_value_is_the_published_one() => Assert.Equal(0xAE8B14860A799888, Crc64Nvme.Hash("123456789"u8));

    [Fact]
    public void Base64_of_the_check_value_is_what_S3_sends()
    {
        Assert.Equal("rosUhgp5mIg=", Crc64Nvme.ToBase64(0xAE8B14860A799888));
        Assert.True(Crc64Nvme.TryParseBase64("rosUhgp5mIg=", out var crc));
        Assert.Equal(0xAE8B14860A799888, crc);
    }

    [Theory]
    [InlineData("")]
    [InlineData("rosUhgp5mA==")]
    [InlineData("rosUhgp5mIgA")]
    [InlineData("rosUhgp5mIg")]
    [InlineData("rosUhgp5mI g=")]
    [InlineData("rosUhgp5m-g=")]
    public void What_is_not_base64_of_eight_bytes_is_refused(string text) => Assert.False(Crc64Nvme.TryParseBase64(text, out _));

    [Fact]
    public void No_bytes_have_the_checksum_zero()
    {
        Assert.Equal(0UL, Crc64Nvme.Hash([]));
        Assert.Equal(0UL, default(Crc64Nvme).Value);
    }

    [Fact]
    public void Every_length_agrees_with_the_definition()
    {
        var bytes = BitwiseCrc.Random(1600, seed: 1);
        for (var length = 0; length <= bytes.Length; length++)
        {
            Assert.Equal(BitwiseCrc.HashNvme(bytes.AsSpan(0, length)), Crc64Nvme.Hash(bytes.AsSpan(0, length)));
        }
    }

    [Fact]
    public void It_does_not_matter_how_the_bytes_are_cut()
    {
        var bytes = BitwiseCrc.Random(100_000, seed: 2);
        var expected = Crc64Nvme.Hash(bytes);
        var random = new Random(3);
        for (var round = 0; round < 50; round++)
        {
            var crc = default(Crc64Nvme);
            for (var at = 0; at < bytes.Length;)
            {
                var take = Math.Min(random.Next(0, 3000), bytes.Length - at);
                crc.Append(bytes.AsSpan(at, take));
                at += take;
            }

            Assert.Equal(expected, crc.Value);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1000)]
    [InlineData(1000, 0)]
    [InlineData(1, 1)]
    [InlineData(100_003, 77_777)]
    public void Two_checksums_combine_into_that_of_the_whole(int first, int second)
    {
        var bytes = BitwiseCrc.Random(first + second, seed: 4);
        var combined = Crc64Nvme.Combine(Crc64Nvme.Hash(bytes.AsSpan(0, first)), Crc64Nvme.Hash(bytes.AsSpan(first)), second);
        Assert.Equal(Crc64Nvme.Hash(bytes), combined);
    }

    [Fact]
    public void A_length_that_has_no_eightfold_in_64_bits_still_combines()
    {
        // Zeros of 2^61 bytes, as two halves and as a whole: x^(8·2^61) in two ways.
        const long Half = 1L << 60;
        Assert.Equal(Crc64Nvme.Combine(Crc64Nvme.Combine(5, 0, Half), 0, Half), Crc64Nvme.Combine(5, 0, 2 * Half));
    }

    [Fact]
    public void Many_equal_parts_and_a_shorter_last_one_combine_into_the_whole()
    {
        const int Part = 1000;
        var bytes = BitwiseCrc.Random((40 * Part) + 321, seed: 5);
        var combiner = new Crc64NvmeCombiner(Part);
        var whole = 0UL;
        for (var part = 0; part < 40; part++)
        {
            whole = combiner.Append(whole, Crc64Nvme.Hash(bytes.AsSpan(part * Part, Part)));
        }

        whole = Crc64Nvme.Combine(whole, Crc64Nvme.Hash(bytes.AsSpan(40 * Part)), 321);
        Assert.Equal(Crc64Nvme.Hash(bytes), whole);
    }

    [Fact]
    public void The_combiner_agrees_with_single_combinations_at_real_part_sizes()
    {
        const long Part = 100L << 20;
        var combiner = new Crc64NvmeCombiner(Part);
        var random = new Random(6);
        for (var round = 0; round < 100; round++)
        {
            var (first, second) = ((ulong)random.NextInt64(), ~(ulong)random.NextInt64());
            Assert.Equal(Crc64Nvme.Combine(first, second, Part), combiner.Append(first, second));
        }
    }
}
