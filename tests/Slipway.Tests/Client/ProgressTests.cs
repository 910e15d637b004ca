using Slipway.Client;
using Slipway.Tests.Client.Support;

namespace Slipway.Tests.Client;

public sealed class ProgressTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task At_the_end_all_bytes_are_confirmed_and_none_in_flight_whatever_failed_on_the_way()
    {
        await using var world = await UploadWorld.StartAsync();
        world.Server.Store.Damages = (part, turn) => part % 3 == 0 && turn == 1;
        world.Server.Store.Instead = (http, _, part, turn) =>
        {
            if (part % 4 == 0 && turn == 1)
            {
                http.Abort();
                return ValueTask.FromResult(true);
            }

            return ValueTask.FromResult(false);
        };

        var done = await world.UploadAsync(world.TwoEyes(15_500, 9_000));

        var files = Assert.Single(world.Events.OfType<UploadStarted>()).Files;
        Assert.Equal([15_500, 9_000], files.Select(file => file.ConfirmedBytes));
        Assert.All(files, file => Assert.Equal(0, file.BytesInFlight));
        Assert.All(files, file => Assert.True(file.IsComplete));
        Assert.Equal(24_500, done.BytesSent);
        Assert.Equal(24_500, world.Events.OfType<PartStored>().Sum(stored => stored.Bytes));
    }

    [Fact]
    public async Task Confirmed_and_in_flight_together_never_pass_the_size()
    {
        await using var world = await UploadWorld.StartAsync();
        world.Server.PartBytes = 300_000;
        var seen = new List<(long Confirmed, long Sum)>();
        world.Heard = happened =>
        {
            if (happened is PartStored stored)
            {
                seen.Add((stored.File.ConfirmedBytes, stored.File.ConfirmedBytes + stored.File.BytesInFlight));
            }
        };

        await world.UploadAsync(world.Video(3_000_000));

        Assert.Equal(10, seen.Count);
        Assert.All(seen, at => Assert.InRange(at.Sum, at.Confirmed, 3_000_000));
        Assert.Equal(seen.Select(at => at.Confirmed).Order(), seen.Select(at => at.Confirmed));
    }

    [Fact]
    public async Task Bytes_are_in_flight_while_the_store_has_not_answered()
    {
        await using var world = await UploadWorld.StartAsync();
        FileProgress? file = null;
        long inFlight = -1;
        world.Heard = happened => file = (happened as UploadStarted)?.Files[0] ?? file;
        world.Server.Store.Instead = async (http, _, _, _) =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
            while ((inFlight = file!.BytesInFlight) < 700)
            {
                await Task.Yield();
                http.RequestAborted.ThrowIfCancellationRequested();
            }

            http.Response.StatusCode = 500;
            return true;
        };

        await Assert.ThrowsAsync<SlipwayException>(() => world.Client(attempts: 1).UploadAsync(world.Video(700), world, Token));

        Assert.Equal(700, inFlight);
        Assert.Equal((0, 0), (file!.ConfirmedBytes, file.BytesInFlight));
    }

    [Fact]
    public async Task Events_come_in_the_order_of_what_happens()
    {
        await using var world = await UploadWorld.StartAsync();
        var request = world.Video(3_000);
        await world.UploadPartlyAsync(request, parts: 1);
        await world.Client(parallel: 1).UploadAsync(request, world, Token);

        var kinds = world.Events.Select(happened => happened.GetType()).Distinct().ToList();

        Assert.Equal(
            [typeof(UploadStarted), typeof(CheckingStarted), typeof(SendingStarted), typeof(PartStored), typeof(CompletingFile), typeof(FileCompleted)],
            kinds);
    }
}
