using System.Diagnostics;
using Slipway.Acceptance.Load;
using Slipway.Acceptance.Support;

namespace Slipway.Acceptance.Lifecycle;

public sealed class StopTests
{
    [Fact]
    public async Task SIGTERM_under_load_ends_with_0_within_30_seconds_and_nothing_acknowledged_is_short()
    {
        var seed = Soak.Seed();
        using var world = new World("stop");
        await using var server = new Server(world.Data).With("Slipway__Uploads__PartBytes", $"{LoadShape.PartBytes}");
        await server.StartAsync();
        var random = new Random(seed);
        await using var fleet = new Fleet(server, seed);
        for (var stop = 1; stop <= Soak.Times(10); stop++)
        {
            await Soak.MomentAsync(random, 100, 700);
            var clock = Stopwatch.StartNew();
            Assert.Equal(0, await server.StopAsync());
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"SEED={seed}: stopping took {clock.Elapsed.TotalSeconds:0.0} s.");
            await server.StartAsync();
        }

        await fleet.FinishAsync();
        var oracle = new Oracle(server, fleet.Ledger);
        await oracle.CheckAsync();
        await oracle.CheckInvariantsAsync(deep: true);
        Assert.True(fleet.Ledger.Violations.Count == 0, $"SEED={seed}: {string.Join('\n', fleet.Ledger.Violations)}");
    }

    [Fact]
    public async Task A_part_that_was_under_way_when_SIGTERM_came_is_whole_or_not_acknowledged()
    {
        using var world = new World("stop");
        await using var server = new Server(world.Data).With("Slipway__Uploads__PartBytes", $"{LoadShape.PartBytes}");
        await server.StartAsync();
        using var wire = new Wire(server.Url, server.Key!);
        var group = new LoadGroup("stop", [new LoadFile(1, "video", "clip.mp4", [LoadShape.PartBytes, 100])], willBeCanceled: false);
        var started = (await wire.StartAsync(group.Order(), group.Name)).Body!;
        var (id, file) = ((string)started["sessionId"]!, (string)started["files"]![0]!["uploadId"]!);
        var url = (string)(await wire.PartUrlsAsync(id, file)).Body!["parts"]![0]!["url"]!;

        using var half = new HalfSent(group.Files[0].Part(1));
        using var http = new HttpClient();
        var put = http.PutAsync(url, half, TestContext.Current.CancellationToken);
        await half.Under;
        var end = server.StopAsync();
        await Eventually.IsTrueAsync("it stopped listening", TimeSpan.FromSeconds(10), async () => await server.StatusOfAsync("/health/live") is null);
        half.GoOn();
        var acknowledged = await put.ContinueWith(sent => sent.IsCompletedSuccessfully && sent.GetAwaiter().GetResult().IsSuccessStatusCode, TaskScheduler.Default);
        Assert.Equal(0, await end);

        await server.StartAsync();
        var parts = (await wire.PartsAsync(id, file)).Body!["parts"]!.AsArray();
        Assert.Equal(acknowledged ? 1 : 0, parts.Count);
        Assert.All(parts, part => Assert.Equal(LoadShape.PartBytes, (int)part!["sizeBytes"]!));
    }

    /// <summary>A body that stops half-way until it is told to go on.</summary>
    private sealed class HalfSent(byte[] bytes) : HttpContent
    {
        private readonly TaskCompletionSource _under = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Under => _under.Task;

        public void GoOn() => _goOn.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
            await stream.FlushAsync();
            _under.TrySetResult();
            await _goOn.Task;
            await stream.WriteAsync(bytes.AsMemory(bytes.Length / 2));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
