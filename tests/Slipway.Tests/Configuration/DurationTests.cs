using Slipway.Server.Configuration;

namespace Slipway.Tests.Configuration;

/// <summary>Times as people write them.</summary>
public sealed class DurationTests
{
    [Theory]
    [InlineData("5d", 5 * 24 * 3600)]
    [InlineData("12h", 12 * 3600)]
    [InlineData("30m", 1800)]
    [InlineData("10s", 10)]
    [InlineData("0s", 0)]
    [InlineData("1D", 24 * 3600)]
    [InlineData("1.12:00:00", 36 * 3600)]
    [InlineData("00:30:00", 1800)]
    public void A_time_has_a_unit_or_the_frameworks_form(string text, int seconds)
    {
        Assert.True(Duration.TryParse(text, out var time));
        Assert.Equal(TimeSpan.FromSeconds(seconds), time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("d")]
    [InlineData("5w")]
    [InlineData("-5d")]
    [InlineData("+5d")]
    [InlineData("1.5h")]
    [InlineData("5 d")]
    [InlineData("5d5h")]
    [InlineData("2147483647d")]
    [InlineData("99999999999d")]
    [InlineData("1:2:3:4:5")]
    [InlineData("::")]
    [InlineData("x:y")]
    public void What_is_no_time_is_refused(string text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData("5d")]
    [InlineData("36h")]
    [InlineData("90m")]
    [InlineData("61s")]
    public void A_printed_time_reads_back(string text)
    {
        Assert.True(Duration.TryParse(text, out var time));
        Assert.Equal(text, Duration.Print(time));
    }
}
