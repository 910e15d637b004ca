using System.Diagnostics;
using System.Text.Json.Nodes;
using Slipway.Acceptance.Load;
using Slipway.Acceptance.Power;
using Slipway.Acceptance.Support;

namespace Slipway.Acceptance.Faults;

public sealed class FullDiskTests
{
    private static readonly TimeSpan RecoversWithin = TimeSpan.FromSeconds(5);
    private static readonly LoadShape Shape = new(SmallBytes: 40_000, LargePerHundred: 0, CanceledPerHundred: 40);

    [Fact]
    public Task With_a_reserve_a_full_disk_is_507_and_writing_goes_on_when_there_is_room_again() => RunAsync("full disk", minFreeBytes: null);

    [Fact]
    public Task Without_a_reserve_a_disk_full_to_the_last_byte_is_507_and_writing_goes_on_when_there_is_room_again() => RunAsync("full disk, no reserve", minFreeBytes: "0");

    private static async Task RunAsync(string name, string? minFreeBytes)
    {
        var cycles = Soak.Times(20);
        var seed = Soak.Seed();
        using var world = new World("full");
        using var volume = await LoopVolume.CreateAsync(world, megabytes: 512);
        await using var server = new Server(Path.Combine(volume.Path, "data"));
        if (minFreeBytes is not null)
        {
            server.With("Slipway__Storage__Disk__MinFreeBytes", minFreeBytes);
        }

        await server.StartAsync();
        var slowest = TimeSpan.Zero;
        await using var fleet = new Fleet(server, seed, uploaders: 3, Shape);
        for (var cycle = 1; cycle <= cycles; cycle++)
        {
            var refused = CountOf(fleet, 507);
            Fill(volume);
            await Eventually.IsTrueAsync($"a 507 in cycle {cycle} ({Told(fleet)})", TimeSpan.FromSeconds(10), () => CountOf(fleet, 507) > refused);
            var acknowledged = fleet.Ledger.AcknowledgedParts;
            var clock = Stopwatch.StartNew();
            File.Delete(BallastOf(volume));
            await Eventually.IsTrueAsync($"an acknowledged part in cycle {cycle} ({Told(fleet)})", RecoversWithin, () => fleet.Ledger.AcknowledgedParts > acknowledged + 3);
            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
        }

        await fleet.FinishAsync();
        var oracle = new Oracle(server, fleet.Ledger);
        await oracle.CheckAsync();
        await oracle.CheckInvariantsAsync(deep: true);
        Report.Write(name, new JsonObject
        {
            ["cycles"] = cycles,
            ["statuses"] = Told(fleet),
            ["violations"] = fleet.Ledger.Violations.Count,
            ["slowestRecoverySeconds"] = Math.Round(slowest.TotalSeconds, 2),
        });
        Assert.Empty(fleet.Ledger.Violations);
        Assert.All(fleet.Statuses.Keys, status => Assert.Contains(status, (int[])[200, 503, 507]));
    }

    /// <summary>Takes every block that is left, also the few that a large write leaves over.</summary>
    private static void Fill(LoopVolume volume)
    {
        using var ballast = File.OpenHandle(BallastOf(volume), FileMode.Create, FileAccess.Write);
        var length = 0L;
        for (var step = 64L << 20; step >= 4096;)
        {
            try
            {
                RandomAccess.Write(ballast, new byte[Math.Min(step, 1 << 20)], length);
                length += Math.Min(step, 1 << 20);
            }
            catch (IOException)
            {
                step = Math.Min(step, 1 << 20) / 2;
            }
        }
    }

    private static string BallastOf(LoopVolume volume) => Path.Combine(volume.Path, "ballast");

    private static int CountOf(Fleet fleet, int status) => fleet.Statuses.GetValueOrDefault(status);

    private static string Told(Fleet fleet) => string.Join(", ", fleet.Statuses.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {pair.Value}"));
}
