using System.Text.Json.Nodes;
using Slipway.Acceptance.Load;
using Slipway.Acceptance.Support;

namespace Slipway.Acceptance.Kills;

public sealed class KillLoopTests
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(5);

    /// <summary>A hundred kills in five worlds, so that checking everything stays in proportion to what each kill can have harmed.</summary>
    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public async Task Nothing_acknowledged_is_lost_or_doubled_or_stuck_when_the_process_is_killed_under_load(int round)
    {
        var counts = await RunAsync($"kills, round {round} of 5", plant: null, Soak.Times(20));

        Assert.Empty(counts.Ledger.Violations);
        Assert.True(counts.Slowest < ReadyWithin, $"A start took {counts.Slowest.TotalSeconds:0.0} s.");
        Assert.True(counts.Ledger.AcknowledgedParts > counts.Kills * 10, $"Only {counts.Ledger.AcknowledgedParts} parts: no load to speak of.");
    }

    [Fact]
    public async Task The_control_that_acknowledges_before_the_journal_loses_parts()
    {
        var counts = await RunAsync("kills, control ack-before-journal", plant: "ack-before-journal", 12);

        Assert.Contains(counts.Ledger.Violations, violation => violation.StartsWith("LOST", StringComparison.Ordinal));
    }

    private static async Task<(Ledger Ledger, int Kills, TimeSpan Slowest)> RunAsync(string name, string? plant, int kills)
    {
        var seed = Soak.Seed();
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: SEED={seed}");
        using var world = new World("kills");
        await using var server = new Server(world.Data, plant).With("Slipway__Uploads__PartBytes", $"{LoadShape.PartBytes}");
        await server.StartAsync();
        var random = new Random(seed);
        var slowest = TimeSpan.Zero;
        Ledger ledger;
        await using (var fleet = new Fleet(server, seed))
        {
            ledger = fleet.Ledger;
            var oracle = new Oracle(server, ledger);
            var seen = 0;
            for (var kill = 1; kill <= kills; kill++)
            {
                await fleet.RunForAMomentAsync(random);
                LoadGroup[] closed = [.. ledger.Groups.Skip(seen).Where(group => group.Canceled || group.LibraryId is not null)];
                seen = Math.Max(seen, ledger.Groups.Count - 64); // what closes late is seen at the next kill
                await server.KillAsync();
                var ready = await server.StartAsync();
                slowest = ready > slowest ? ready : slowest;
                await oracle.CheckClosedAsync(closed);
                if (kill % 10 == 0)
                {
                    await oracle.CheckInvariantsAsync();
                    TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {kill} kills, {ledger.AcknowledgedParts} parts, {ledger.Groups.Count} groups, {ledger.Violations.Count} violations");
                }
            }

            await fleet.FinishAsync();
            await oracle.CheckAsync();
            await oracle.CheckInvariantsAsync(deep: true);
        }

        Report.Write(name, Counts(ledger, seed, kills, slowest));
        return (ledger, kills, slowest);
    }

    private static JsonObject Counts(Ledger ledger, int seed, int kills, TimeSpan slowest) => new()
    {
        ["seed"] = seed,
        ["kills"] = kills,
        ["acknowledgedParts"] = ledger.AcknowledgedParts,
        ["groups"] = ledger.Groups.Count,
        ["violations"] = ledger.Violations.Count,
        ["slowestStartSeconds"] = Math.Round(slowest.TotalSeconds, 2),
    };
}
