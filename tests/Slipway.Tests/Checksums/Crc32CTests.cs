using Slipway.Core.Checksums;

namespace Slipway.Tests.Checksums;

public class Crc32CTests
{
    [Fact]
    public void The_check_value_is_the_published_one() => Assert.Equal(0xE3069283, Crc32C.Hash("123456789"u8));

    [Fact]
    public void The_vectors_of_RFC_3720_hold()
    {
        Assert.Equal(0x8A9136AAu, Crc32C.Hash(new byte[32]));
        var ones = new byte[32];
        ones.AsSpan().Fill(0xFF);
        Assert.Equal(0x62A8AB43u, Crc32C.Hash(ones));
        Assert.Equal(0x46DD794Eu, Crc32C.Hash([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
    }

    [Fact]
    public void Base64_is_of_the_highest_byte_first()
    {
        Assert.Equal("4waSgw==", Crc32C.ToBase64(0xE3069283));
        Assert.True(Crc32C.TryParseBase64("4waSgw==", out var crc));
        Assert.Equal(0xE3069283, crc);
        Assert.False(Crc32C.TryParseBase64("4waSg7I=", out _));
    }

    [Fact]
    public void Every_length_agrees_with_the_definition_whole_and_cut()
    {
        var bytes = BitwiseCrc.Random(1600, seed: 1);
        for (var length = 0; length <= bytes.Length; length++)
        {
            var expected = BitwiseCrc.HashCastagnoli(bytes.AsSpan(0, length));
            Assert.Equal(expected, Crc32C.Hash(bytes.AsSpan(0, length)));

            var crc = default(Crc32C);
            crc.Append(bytes.AsSpan(0, length / 3));
            crc.Append(bytes.AsSpan(length / 3, length - (length / 3)));
            Assert.Equal(expected, crc.Value);
        }
    }

    [Fact]
    public void Two_checksums_combine_into_that_of_the_whole()
    {
        var bytes = BitwiseCrc.Random(12_345, seed: 2);
        Assert.Equal(
            Crc32C.Hash(bytes),
            Crc32C.Combine(Crc32C.Hash(bytes.AsSpan(0, 345)), Crc32C.Hash(bytes.AsSpan(345)), 12_000));
    }
}
