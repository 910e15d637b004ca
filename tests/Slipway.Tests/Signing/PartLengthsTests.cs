using Slipway.Core.Signing;

namespace Slipway.Tests.Signing;

public class PartLengthsTests
{
    [Fact]
    public void The_last_part_is_shorter()
    {
        var lengths = new PartLengths(1_287_340_032, 100 << 20);
        Assert.Equal(104_857_600, lengths.Of(1));
        Assert.Equal(104_857_600, lengths.Of(12));
        Assert.Equal(29_048_832, lengths.Of(13));
    }

    [Fact]
    public void A_file_that_divides_evenly_has_a_whole_last_part() => Assert.Equal(10, new PartLengths(30, 10).Of(3));

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(-1)]
    public void A_part_that_the_file_does_not_have_is_refused(int part) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PartLengths(30, 10).Of(part));
}
