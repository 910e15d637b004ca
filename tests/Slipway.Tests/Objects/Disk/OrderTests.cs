using Slipway.Core.Uploads;
using Slipway.Tests.Contracts;

namespace Slipway.Tests.Objects.Disk;

/// <summary>
/// The order of what reaches the disk, which no test can see that does not cut the power: nothing is answered before what it promises was synced, and
/// nothing is written down before what it speaks of.
/// </summary>
public sealed class OrderTests
{
    private const int PartBytes = 100;

    private static readonly string[] Watched = ["write", "allocate", "sync data", "sync all", "sync directory", "rename", "copy", "mkdir"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_upload_is_started_when_its_journal_and_both_folders_are_durable()
    {
        var files = new FaultyFileOps();
        await using var host = await DiskHost.StartAsync(files: files);
        files.TakeSequence();

        await StartAsync(host, new PartPlan(2 * PartBytes, PartBytes, 2));

        Assert.Equal(["mkdir", "write", "sync data", "sync directory", "sync directory"], Taken(files));
    }

    [Fact]
    public async Task A_part_is_acknowledged_when_its_bytes_then_its_name_then_its_record_are_durable()
    {
        var files = new FaultyFileOps();
        await using var host = await DiskHost.StartAsync(files: files);
        var upload = await StartAsync(host, new PartPlan(2 * PartBytes, PartBytes, 2));
        files.TakeSequence();

        await WorldOf(host).PutAsync(upload, 1, new byte[PartBytes]);
        Assert.Equal(["sync data", "allocate", "write", "sync data", "sync directory", "write", "sync data"], Taken(files)); // first: the journal that was taken up

        await WorldOf(host).PutAsync(upload, 2, new byte[PartBytes]);
        Assert.Equal(["write", "sync data", "write", "sync data"], Taken(files));

        await WorldOf(host).PutAsync(upload, 2, new byte[PartBytes]);
        Assert.Equal(["allocate", "write", "sync data", "sync directory", "write", "sync data"], Taken(files));
    }

    [Fact]
    public async Task An_object_is_finished_when_its_file_its_folders_and_its_new_name_are_durable()
    {
        var files = new FaultyFileOps();
        await using var host = await DiskHost.StartAsync(files: files);
        var upload = await StartAsync(host, new PartPlan(2 * PartBytes, PartBytes, 2));
        await WorldOf(host).PutAllAsync(upload, new byte[2 * PartBytes]);
        files.TakeSequence();

        await host.Store.CompleteAsync(upload, null, Ct);

        // Two new folders; the move; where it went to and where it came from; and only then the upload's folder to the trash. No byte is copied.
        Assert.Equal(
            ["sync all", "mkdir", "sync directory", "mkdir", "sync directory", "rename", "sync directory", "sync directory", "rename"], Taken(files));
    }

    [Fact]
    public async Task An_abort_is_one_durable_rename()
    {
        var files = new FaultyFileOps();
        await using var host = await DiskHost.StartAsync(files: files);
        var upload = await StartAsync(host, new PartPlan(2 * PartBytes, PartBytes, 2));
        await WorldOf(host).PutAsync(upload, 1, new byte[PartBytes]);
        files.TakeSequence();

        await host.Store.AbortAsync(upload, Ct);

        Assert.Equal(["rename", "sync directory"], Taken(files));
    }

    [Fact]
    public async Task Parts_that_end_together_share_their_syncs()
    {
        const int Parts = 32;
        var files = new FaultyFileOps();
        await using var host = await DiskHost.StartAsync(files: files);
        var upload = await StartAsync(host, new PartPlan(Parts * PartBytes, PartBytes, Parts));
        using var slow = new ManualResetEventSlim();
        var first = files.CallsOf("sync data") + 2; // the first is the journal's that is taken up, the second a part's
        files.Fault = (name, count) =>
        {
            if (name == "sync data" && count == first)
            {
                slow.Wait(TimeSpan.FromSeconds(10), Ct);
            }

            return 0;
        };

        var puts = Enumerable.Range(1, Parts).Select(part => WorldOf(host).PutAsync(upload, part, new byte[PartBytes])).ToArray();
        await Support.Eventually.HoldsAsync(() => files.CallsOf("write") >= Parts + 1);
        slow.Set();
        await Task.WhenAll(puts);

        Assert.InRange(files.CallsOf("sync data") - first, 2, Parts);
    }

    private static StoreWorld WorldOf(DiskHost host) => new(host.Store, host.Http, host.Endpoint, PartBytes, host.DisposeAsync);

    private static Task<Core.Objects.StoreUpload> StartAsync(DiskHost host, PartPlan plan) => WorldOf(host).StartAsync(plan);

    private static IEnumerable<string> Taken(FaultyFileOps files) => files.TakeSequence().Where(Watched.Contains);
}
