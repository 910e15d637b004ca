using System.Globalization;
using Microsoft.AspNetCore.Http;
using Slipway.Client;
using Slipway.Tests.Client.Support;

namespace Slipway.Tests.Client;

public sealed class RetryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(507)]
    public async Task A_part_is_sent_again_after(int status)
    {
        await using var world = await UploadWorld.StartAsync();
        world.Server.Store.Instead = (http, _, part, turn) => Answer(http, status, when: part == 2 && turn <= 3);
        var request = world.Video(3_000);

        await world.UploadAsync(request);

        var file = world.Server.Groups[0].Files[0];
        Assert.Equal(4, file.Puts[2]);
        Assert.Equal(await File.ReadAllBytesAsync(request.Files[0].Path, Token), file.Content());
    }

    [Theory]
    [InlineData("/uploads")]
    [InlineData("/parts")]
    [InlineData("/part-urls")]
    [InlineData("/complete")]
    public async Task A_call_is_made_again_after_503(string call)
    {
        await using var world = await UploadWorld.StartAsync();
        var request = world.Video(3_000);
        await world.UploadPartlyAsync(request, parts: 1);
        var refused = 0;
        world.Server.Instead = http => Answer(
            http, 503, when: http.Request.Path.Value!.TrimEnd('/').EndsWith(call, StringComparison.Ordinal) && Interlocked.Increment(ref refused) <= 2);

        var done = await world.UploadAsync(request);

        Assert.Equal(world.Server.Groups[0].LibraryId, done.LibraryId);
        Assert.Equal(2, world.Events.OfType<Retrying>().Count());
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_of_a_part_costs_only_that_part()
    {
        await using var world = await UploadWorld.StartAsync();
        world.Server.PartBytes = 3_000_000;
        world.Server.Store.Instead = async (http, _, part, turn) =>
        {
            if (part == 1 && turn == 1)
            {
                await http.Request.Body.ReadAtLeastAsync(new byte[1_000_000], 1_000_000, cancellationToken: http.RequestAborted);
                http.Abort();
                return true;
            }

            return false;
        };
        var request = world.Video(6_000_000);

        await world.UploadAsync(request);

        var file = world.Server.Groups[0].Files[0];
        Assert.Equal([2, 1], file.Puts.OrderBy(put => put.Key).Select(put => put.Value));
        Assert.Equal(await File.ReadAllBytesAsync(request.Files[0].Path, Token), file.Content());
    }

    [Fact]
    public async Task Waits_are_drawn_from_a_span_that_doubles_up_to_the_cap()
    {
        await using var world = await UploadWorld.StartAsync();
        world.Server.Store.Instead = (http, _, _, _) => Answer(http, 500, when: true);

        await Assert.ThrowsAsync<SlipwayException>(() => world.Client(attempts: 40).UploadAsync(world.Video(500), world, Token));

        var waits = world.Events.OfType<Retrying>().Select(retry => retry.Wait.TotalSeconds).ToList();
        Assert.Equal(39, waits.Count);
        for (var i = 0; i < waits.Count; i++)
        {
            Assert.InRange(waits[i], 0, Math.Min(30, 0.5 * Math.Pow(2, i)));
        }

        // Full jitter fills the span; a fixed or half-fixed wait would not.
        Assert.Contains(waits.Skip(6), wait => wait < 7.5);
        Assert.Contains(waits.Skip(6), wait => wait > 22.5);
        Assert.Equal(waits.Select(TimeSpan.FromSeconds), world.Clock.Waits, (a, b) => (a - b).Duration() < TimeSpan.FromMilliseconds(2));
    }

    [Fact]
    public async Task Retry_After_is_the_least_wait()
    {
        await using var world = await UploadWorld.StartAsync();
        world.Server.Store.Instead = (http, _, _, turn) =>
        {
            http.Response.Headers.RetryAfter = "17";
            return Answer(http, 429, when: turn == 1);
        };

        await world.UploadAsync(world.Video(500));

        Assert.InRange(Assert.Single(world.Events.OfType<Retrying>()).Wait.TotalSeconds, 17, 17.5);
    }

    [Fact]
    public async Task A_date_in_Retry_After_is_counted_on_the_servers_clock()
    {
        await using var world = await UploadWorld.StartAsync();
        var refused = 0;
        world.Server.Instead = http =>
        {
            http.Response.Headers.RetryAfter = world.Server.Now.AddSeconds(40).ToString("R", CultureInfo.InvariantCulture);
            return Answer(http, 503, when: refused++ == 0);
        };

        await world.UploadAsync(world.Video(500));

        Assert.InRange(Assert.Single(world.Events.OfType<Retrying>()).Wait.TotalSeconds, 40, 40.5);
    }

    [Theory]
    [InlineData(400, "InvalidArgument")]
    [InlineData(404, "NoSuchUpload")]
    [InlineData(501, "NotImplemented")]
    public async Task What_trying_again_cannot_change_is_not_tried_again(int status, string code)
    {
        await using var world = await UploadWorld.StartAsync();
        world.Server.Store.Instead = async (http, _, _, _) =>
        {
            await FakeStore.ErrorAsync(http, status, code, "Never");
            return true;
        };

        var failed = await Assert.ThrowsAsync<SlipwayException>(() => world.UploadAsync(world.Video(500)));

        Assert.Equal((UploadFailure.Refused, code), (failed.Failure, failed.Code));
        Assert.Equal(1, world.Server.Groups[0].Files[0].Puts[1]);
        Assert.Contains("part 1 of reef.mov", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_budget_is_per_part()
    {
        await using var world = await UploadWorld.StartAsync();
        world.Server.Store.Instead = (http, _, _, turn) => Answer(http, 503, when: turn <= 2);

        await world.Client(attempts: 3).UploadAsync(world.Video(20_000), world, Token);

        Assert.All(world.Server.Groups[0].Files[0].Puts.Values, puts => Assert.Equal(3, puts));
    }

    [Fact]
    public async Task Nobody_listening_is_unreachable_once_the_budget_is_spent()
    {
        await using var world = await UploadWorld.StartAsync();
        using var taken = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        taken.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var nobody = new Uri($"http://127.0.0.1:{((System.Net.IPEndPoint)taken.LocalEndPoint!).Port}");

        var failed = await Assert.ThrowsAsync<SlipwayException>(
            () => world.Client(attempts: 3, server: nobody).UploadAsync(world.Video(500), world, Token));

        Assert.Equal(UploadFailure.Unreachable, failed.Failure);
        Assert.Contains("connection refused", failed.Message, StringComparison.Ordinal);
        Assert.Contains(nobody.Authority, failed.Message, StringComparison.Ordinal);
        Assert.Equal(2, world.Events.Count);
    }

    [Fact]
    public async Task A_part_that_stalls_is_given_up_and_sent_again()
    {
        var clock = new HandClock();
        await using var world = await UploadWorld.StartAsync(clock);
        var hanging = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Server.Store.Instead = async (http, _, _, turn) =>
        {
            if (turn > 1)
            {
                return false;
            }

            hanging.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        var retrying = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Heard = happened =>
        {
            if (happened is Retrying)
            {
                retrying.SetResult();
            }
        };

        var upload = world.Client(stall: TimeSpan.FromSeconds(60)).UploadAsync(world.Video(500), world, Token);
        await hanging.Task.WaitAsync(Token);
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(retrying.Task.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(2));
        await retrying.Task.WaitAsync(Token);
        await clock.UntilWaitingAsync(TimeSpan.FromSeconds(1), Token);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.NotEqual(0, (await upload).LibraryId);
        Assert.Contains("60 s", Assert.Single(world.Events.OfType<Retrying>()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_at_once()
    {
        await using var world = await UploadWorld.StartAsync();

        var failed = await Assert.ThrowsAsync<SlipwayException>(() => world.Client(key: "slw_wrong_key").UploadAsync(world.Video(500), world, Token));

        Assert.Equal((UploadFailure.KeyRefused, "unauthorized"), (failed.Failure, failed.Code));
        Assert.Empty(world.Events);
        Assert.DoesNotContain("slw_wrong_key", failed.ToString(), StringComparison.Ordinal);
    }

    private static async ValueTask<bool> Answer(HttpContext http, int status, bool when)
    {
        if (when)
        {
            http.Response.StatusCode = status;
            await http.Response.CompleteAsync();
        }

        return when;
    }
}
