using Slipway.Client;
using Slipway.Tests.Client.Support;

namespace Slipway.Tests.Client;

public sealed class PartUrlTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refused_address_is_replaced_and_the_part_goes_on_without_waiting()
    {
        await using var world = await UploadWorld.StartAsync();
        world.Heard = happened =>
        {
            if (happened is PartStored { PartNumber: 5 })
            {
                world.Server.Store.OldestGoodGeneration = world.Server.Store.Generation = 1;
            }
        };
        var request = world.Video(20_000);

        await world.Client(parallel: 1).UploadAsync(request, world, Token);

        var file = world.Server.Groups[0].Files[0];
        Assert.Equal(await File.ReadAllBytesAsync(request.Files[0].Path, Token), file.Content());
        Assert.Equal([20, 20], world.Server.UrlBatches);
        Assert.Equal(2, file.Puts[6]);
        Assert.Equal(21, file.Puts.Values.Sum());
        Assert.Equal(TimeSpan.Zero, Assert.Single(world.Events.OfType<Retrying>()).Wait);
    }

    [Fact]
    public async Task Many_parts_refused_together_fetch_their_batch_once()
    {
        await using var world = await UploadWorld.StartAsync();
        var all = new TaskCompletionSource();
        var waiting = 0;
        world.Server.Store.Instead = async (http, _, _, turn) =>
        {
            if (turn > 1)
            {
                return false;
            }

            if (Interlocked.Increment(ref waiting) == 6)
            {
                all.SetResult();
            }

            await all.Task.WaitAsync(http.RequestAborted);
            await FakeStore.ErrorAsync(http, 403, "AccessDenied", "Request has expired");
            return true;
        };

        await world.Client(parallel: 6).UploadAsync(world.Video(6_000), world, Token);

        Assert.InRange(world.Server.UrlBatches.Count, 2, 3);
    }

    [Fact]
    public async Task Addresses_are_replaced_before_they_expire()
    {
        var clock = new HandClock();
        await using var world = await UploadWorld.StartAsync(clock);
        world.Server.UrlLife = TimeSpan.FromMinutes(10);
        world.Heard = happened =>
        {
            if (happened is PartStored { PartNumber: 3 })
            {
                clock.Advance(TimeSpan.FromMinutes(7.9));
            }

            if (happened is PartStored { PartNumber: 6 })
            {
                clock.Advance(TimeSpan.FromMinutes(0.2));
            }
        };

        await world.Client(parallel: 1).UploadAsync(world.Video(10_000), world, Token);

        Assert.Equal(2, world.Server.UrlBatches.Count);
        Assert.All(world.Server.Groups[0].Files[0].Puts.Values, puts => Assert.Equal(1, puts));
    }

    [Fact]
    public async Task A_wrong_wall_clock_here_does_not_matter()
    {
        // The server lives in 2031 and the client in 2026: by the wall clock here every address would be good for years.
        var clock = new HandClock();
        await using var world = await UploadWorld.StartAsync(clock);
        world.Server.UrlLife = TimeSpan.FromMinutes(10);
        world.Heard = happened =>
        {
            if (happened is PartStored { PartNumber: 3 })
            {
                clock.Advance(TimeSpan.FromMinutes(9));
                world.Server.Store.OldestGoodGeneration = world.Server.Store.Generation = 1;
            }
        };

        await world.Client(parallel: 1).UploadAsync(world.Video(6_000), world, Token);

        Assert.Equal(2, world.Server.UrlBatches.Count);
        Assert.Empty(world.Events.OfType<Retrying>());
    }

    [Fact]
    public async Task A_store_that_refuses_every_address_ends_the_upload_and_the_address_is_not_told()
    {
        await using var world = await UploadWorld.StartAsync();
        world.Server.Store.OldestGoodGeneration = 99;

        var failed = await Assert.ThrowsAsync<SlipwayException>(() => world.Client(attempts: 4).UploadAsync(world.Video(500), world, Token));

        Assert.Equal(UploadFailure.Refused, failed.Failure);
        Assert.Contains("Request has expired", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("5ec7e7", failed.ToString(), StringComparison.Ordinal);
        Assert.All(world.Events, happened => Assert.DoesNotContain("5ec7e7", happened.ToString(), StringComparison.Ordinal));
        Assert.Equal(4, world.Server.UrlBatches.Count);
    }
}
