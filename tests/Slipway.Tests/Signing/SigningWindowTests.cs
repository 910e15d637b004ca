using FsCheck;
using FsCheck.Fluent;
using Slipway.Core.Signing;

namespace Slipway.Tests.Signing;

public class SigningWindowTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 6, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Requests_within_a_quarter_of_the_life_get_the_same_window()
    {
        var first = SigningWindow.At(Noon, TimeSpan.FromHours(24), DateTimeOffset.MaxValue);
        var later = SigningWindow.At(Noon.AddHours(5.9), TimeSpan.FromHours(24), DateTimeOffset.MaxValue);
        var next = SigningWindow.At(Noon.AddHours(6), TimeSpan.FromHours(24), DateTimeOffset.MaxValue);
        Assert.Equal(new SigningWindow(Noon, TimeSpan.FromHours(24)), first);
        Assert.Equal(first, later);
        Assert.Equal(Noon.AddHours(6), next.SignedAt);
    }

    [Fact]
    public void The_deadline_shortens_the_life_and_keeps_the_instant()
    {
        var window = SigningWindow.At(Noon.AddMinutes(1), TimeSpan.FromHours(24), Noon.AddHours(2).AddMilliseconds(900));
        Assert.Equal(Noon, window.SignedAt);
        Assert.Equal(Noon.AddHours(2), window.ExpiresAt);
    }

    [Fact]
    public void A_deadline_that_has_come_gives_a_window_that_has_ended()
    {
        var window = SigningWindow.At(Noon, TimeSpan.FromHours(24), Noon.AddDays(-3));
        Assert.Equal(Noon.AddDays(-3), window.ExpiresAt);
        Assert.Equal(TimeSpan.FromSeconds(1), window.Life);
    }

    [Fact]
    public void No_window_is_longer_than_seven_days() =>
        Assert.Equal(TimeSpan.FromDays(7), SigningWindow.At(Noon, TimeSpan.FromDays(30), DateTimeOffset.MaxValue).Life);

    [Fact]
    public void A_life_under_a_second_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SigningWindow.At(Noon, TimeSpan.FromMilliseconds(999), DateTimeOffset.MaxValue));

    [Fact]
    public void Where_no_deadline_is_near_three_quarters_of_the_life_are_left_and_the_seconds_are_whole() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).SelectMany(at => Gen.Choose(4, 604_800).Select(life => (at, life))).ToArbitrary(),
            sample =>
            {
                var now = DateTimeOffset.UnixEpoch.AddSeconds(sample.at).AddMilliseconds(sample.at % 1000);
                var window = SigningWindow.At(now, TimeSpan.FromSeconds(sample.life), DateTimeOffset.MaxValue);
                return window.SignedAt <= now
                    && window.Life == TimeSpan.FromSeconds(sample.life)
                    && window.ExpiresAt - now >= 0.75 * window.Life - TimeSpan.FromSeconds(1)
                    && window.SignedAt.Ticks % TimeSpan.TicksPerSecond == 0;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_window_outlives_its_deadline() =>
        Prop.ForAll(
            Gen.Choose(-100_000, 700_000).SelectMany(left => Gen.Choose(1, 604_800).Select(life => (left, life))).ToArbitrary(),
            sample =>
            {
                var deadline = Noon.AddSeconds(sample.left).AddMilliseconds(500);
                var window = SigningWindow.At(Noon, TimeSpan.FromSeconds(sample.life), deadline);
                return window.ExpiresAt <= deadline && window.Life >= TimeSpan.FromSeconds(1) && window.Life <= TimeSpan.FromDays(7);
            }).QuickCheckThrowOnFailure();
}
