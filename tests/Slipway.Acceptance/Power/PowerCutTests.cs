using System.Text.Json.Nodes;
using Slipway.Acceptance.Load;
using Slipway.Acceptance.Support;

namespace Slipway.Acceptance.Power;

public sealed class PowerCutTests
{
    private const int VolumeMegabytes = 4096;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_the_power_is_cut_under_load()
    {
        var ledger = await RunAsync("power cuts", plant: null, Soak.Times(50));

        Assert.Empty(ledger.Violations);
    }

    [Fact]
    public async Task The_control_without_any_sync_loses_parts()
    {
        var ledger = await RunAsync("power cuts, control no-fsync", plant: "no-fsync", 4);

        Assert.Contains(ledger.Violations, violation => violation.StartsWith("LOST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_control_that_syncs_no_directory_loses_parts()
    {
        var ledger = await RunAsync("power cuts, control no-dirsync", plant: "no-dirsync", 10);

        Assert.Contains(ledger.Violations, violation => violation.StartsWith("LOST", StringComparison.Ordinal) || violation.StartsWith("ALTERED", StringComparison.Ordinal));
    }

    private static async Task<Ledger> RunAsync(string name, string? plant, int cuts)
    {
        var seed = Soak.Seed();
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: SEED={seed}");
        using var world = new World("power");
        using var volume = await LoopVolume.CreateAsync(world, VolumeMegabytes);
        await using var server = new Server(Path.Combine(volume.Path, "data"), plant).With("Slipway__Uploads__PartBytes", $"{LoadShape.PartBytes}");
        await server.StartAsync();
        var random = new Random(seed);
        await using var fleet = new Fleet(server, seed);
        var oracle = new Oracle(server, fleet.Ledger);
        var seen = 0;
        for (var cut = 1; cut <= cuts; cut++)
        {
            await Soak.MomentAsync(random, 100, 900);
            LoadGroup[] closed = [.. fleet.Ledger.Groups.Skip(seen).Where(group => group.Canceled || group.LibraryId is not null)];
            seen = Math.Max(seen, fleet.Ledger.Groups.Count - 64);
            volume.CutPower();
            await server.KillAsync();
            await volume.RemountAsync();
            await server.StartAsync();
            await oracle.CheckClosedAsync(closed);
            if (cut % 10 == 0)
            {
                await oracle.CheckInvariantsAsync();
                TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {cut} cuts, {fleet.Ledger.AcknowledgedParts} parts, {fleet.Ledger.Violations.Count} violations");
            }

            if (plant is not null && fleet.Ledger.Violations.Count > 0)
            {
                break; // a control has shown what it is there for
            }
        }

        if (plant is null)
        {
            await fleet.FinishAsync();
            await oracle.CheckAsync();
            await oracle.CheckInvariantsAsync(deep: true);
        }

        Report.Write(name, new JsonObject
        {
            ["seed"] = seed,
            ["acknowledgedParts"] = fleet.Ledger.AcknowledgedParts,
            ["groups"] = fleet.Ledger.Groups.Count,
            ["violations"] = fleet.Ledger.Violations.Count,
        });
        return fleet.Ledger;
    }
}
