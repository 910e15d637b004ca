using System.Diagnostics;
using Slipway.Acceptance.Load;
using Slipway.Acceptance.Support;

namespace Slipway.Acceptance.Kills;

public sealed class CrashPointTests
{
    /// <summary>Every named place, and of the catalog's two the first visits: each write of one small upload.</summary>
    public static TheoryData<string> Points { get; } =
    [
        "start.after_mkdir:1", "start.after_journal:1",
        "put.after_verify:1", "put.after_reserve:1", "put.mid_body:1", "put.after_data_sync:1", "put.after_journal_append:1",
        "put.after_journal_sync:1", "put.before_answer:1",
        "assemble.after_fold:1", "assemble.before_rename:1", "assemble.after_rename:1", "assemble.after_dirsync:1", "abort.after_unlink:1",
        "catalog.before_commit:1", "catalog.before_commit:2", "catalog.before_commit:3", "catalog.before_commit:4", "catalog.before_commit:5", "catalog.before_commit:6",
        "catalog.after_commit:1", "catalog.after_commit:2", "catalog.after_commit:3", "catalog.after_commit:4", "catalog.after_commit:5", "catalog.after_commit:6",
    ];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task An_upload_converges_by_retrying_wherever_the_process_dies(string point)
    {
        using var world = new World("crash");
        await using var server = new Server(world.Data).With("Slipway__Uploads__PartBytes", $"{LoadShape.PartBytes}");
        await server.StartAsync();
        await server.StopAsync();
        server.With("SLIPWAY_CRASH_AT", point).Launch(); // the first commits are those of the start itself

        var ledger = new Ledger();
        using var wire = new Wire(server.Url, server.Key!);
        var uploader = new Uploader(wire, ledger, new LoadShape(ResentPerHundred: 100), "crash", seed: 7);
        var upload = UploadBothAsync(uploader);
        Assert.Equal(128 + 9, await server.EndAsync()); // it was there, and died of it
        var clock = Stopwatch.StartNew();
        await server.Without("SLIPWAY_CRASH_AT").StartAsync();
        await upload;

        var oracle = new Oracle(server, ledger);
        await oracle.CheckAsync();
        await oracle.CheckInvariantsAsync(deep: true);
        Assert.Empty(ledger.Violations);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"It took {clock.Elapsed.TotalSeconds:0.0} s to converge.");
    }

    private static async Task UploadBothAsync(Uploader uploader)
    {
        await uploader.UploadAsync(GroupOf(canceled: true), TestContext.Current.CancellationToken);
        await uploader.UploadAsync(GroupOf(canceled: false), TestContext.Current.CancellationToken);
    }

    private static LoadGroup GroupOf(bool canceled) => new(
        canceled ? "canceled" : "completed",
        [
            new LoadFile(1, "video", "clip.mp4", [LoadShape.PartBytes, 70_000]),
            new LoadFile(2, "subtitle", "captions.srt", [900]),
        ],
        canceled);
}
