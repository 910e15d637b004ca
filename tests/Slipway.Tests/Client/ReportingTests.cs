using Slipway.Program.Upload.Reporting;
using Slipway.Tests.Client.Support;

namespace Slipway.Tests.Client;

public sealed class ReportingTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1_023, "1023 B")]
    [InlineData(1_024, "1.0 KiB")]
    [InlineData(1_023_999, "1.0 MiB")]
    [InlineData(104_857_600, "100 MiB")]
    [InlineData(5_497_558_138_880, "5.0 TiB")]
    public void Bytes_are_shown_in_the_unit_that_fits(long bytes, string shown) => Assert.Equal(shown, Human.Bytes(bytes));

    [Theory]
    [InlineData(4, "4 s")]
    [InlineData(125, "2 min 05 s")]
    [InlineData(7_500, "2 h 05 min")]
    [InlineData(180_000, "2 d 2 h")]
    public void Times_are_shown_in_the_unit_that_fits(int seconds, string shown) => Assert.Equal(shown, Human.Time(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void The_rate_is_that_of_the_last_ten_seconds()
    {
        var clock = new HandClock();
        var rate = new RateMeter(clock);
        rate.Sample(5_000_000);
        for (var second = 1; second <= 30; second++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            rate.Sample(5_000_000 + (second <= 20 ? second * 1_000 : 20_000 + ((second - 20) * 3_000)));
        }

        Assert.Equal(3_000, rate.BytesPerSecond(), 1.0);
        Assert.Equal(TimeSpan.FromSeconds(10), rate.TimeLeft(30_000));
    }

    [Fact]
    public void What_was_stored_before_is_not_taken_for_speed()
    {
        var clock = new HandClock();
        var rate = new RateMeter(clock);
        rate.Sample(1_000_000_000);
        clock.Advance(TimeSpan.FromSeconds(1));
        rate.Sample(1_000_000_500);

        Assert.Equal(500, rate.BytesPerSecond(), 1.0);
    }

    [Fact]
    public void Nothing_moving_has_no_time_left()
    {
        var clock = new HandClock();
        var rate = new RateMeter(clock);
        rate.Sample(1_000);
        clock.Advance(TimeSpan.FromSeconds(5));
        rate.Sample(500);

        Assert.Equal(0, rate.BytesPerSecond());
        Assert.Null(rate.TimeLeft(1));
    }
}
