namespace Slipway.Tests.Support;

public sealed class FakeTimeTests
{
    [Fact]
    public async Task Delays_and_periods_end_when_time_was_advanced_and_not_before()
    {
        var time = new FakeTime();
        var delay = Task.Delay(TimeSpan.FromSeconds(10), time, TestContext.Current.CancellationToken);
        var ticks = new List<DateTimeOffset>();
        await using var timer = time.CreateTimer(_ => ticks.Add(time.GetUtcNow()), null, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(4));
        var start = time.GetUtcNow();

        time.Advance(TimeSpan.FromSeconds(9.999));
        Assert.False(delay.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await delay;

        Assert.Equal([start.AddSeconds(4), start.AddSeconds(8)], ticks);
        Assert.Equal(start.AddSeconds(10), time.GetUtcNow());
    }
}
