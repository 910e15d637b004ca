using Slipway.Core.Objects;
using Slipway.Core.Uploads;
using Slipway.Server.Objects.Disk;
using Slipway.Tests.Contracts;
using Slipway.Tests.Support;

namespace Slipway.Tests.Objects.Disk;

public sealed class SweeperTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_upload_that_the_catalog_does_not_know_goes_after_its_grace_and_not_before()
    {
        await using var host = await DiskHost.StartAsync();
        var orphan = await WorldOf(host).StartAsync(new PartPlan(10, 10, 1));
        MakeOld(host, orphan, TimeSpan.FromHours(23));
        Assert.Equal(0, await host.Disk.Sweeper(new LiveUploads()).RunAsync(Ct));
        Assert.True(Directory.Exists(host.Disk.Layout.UploadFolder(orphan.UploadId)));

        MakeOld(host, orphan, TimeSpan.FromHours(25));
        Assert.Equal(1, await host.Disk.Sweeper(new LiveUploads()).RunAsync(Ct));
        Assert.False(Directory.Exists(host.Disk.Layout.UploadFolder(orphan.UploadId)));
    }

    [Fact]
    public async Task An_upload_that_the_catalog_knows_stays_however_old()
    {
        await using var host = await DiskHost.StartAsync();
        var live = await WorldOf(host).StartAsync(new PartPlan(10, 10, 1));
        MakeOld(host, live, TimeSpan.FromDays(400));

        Assert.Equal(0, await host.Disk.Sweeper(new LiveUploads(live.UploadId)).RunAsync(Ct));
        await WorldOf(host).PutAsync(live, 1, new byte[10]);
    }

    [Fact]
    public async Task Nothing_goes_while_the_catalog_does_not_answer()
    {
        await using var host = await DiskHost.StartAsync();
        var orphan = await WorldOf(host).StartAsync(new PartPlan(10, 10, 1));
        MakeOld(host, orphan, TimeSpan.FromDays(400));

        await Assert.ThrowsAsync<UploadRefusedException>(() => host.Disk.Sweeper(new LiveUploads { IsDown = true }).RunAsync(Ct));

        Assert.True(Directory.Exists(host.Disk.Layout.UploadFolder(orphan.UploadId)));
    }

    [Fact]
    public async Task Files_that_no_record_names_go_when_an_upload_is_taken_up_again()
    {
        using var folder = new TempFolder();
        StoreUpload upload;
        await using (var host = await DiskHost.StartAsync(dataFolder: folder.File("data")))
        {
            upload = await WorldOf(host).StartAsync(PartPlan.ClientPlanned(2, null));
            await WorldOf(host).PutAsync(upload, 1, new byte[10]);
            File.WriteAllText(Path.Combine(host.Disk.Layout.UploadFolder(upload.UploadId), "part.2.77"), "cut short");
        }

        await using var restarted = await DiskHost.StartAsync(dataFolder: folder.File("data"));
        await restarted.Disk.Sweeper(new LiveUploads(upload.UploadId)).RemoveLeftoversAsync(Ct);

        Assert.Equal(["journal", "part.1.1"], Directory.GetFiles(restarted.Disk.Layout.UploadFolder(upload.UploadId)).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task The_trash_is_emptied_at_the_start()
    {
        using var folder = new TempFolder();
        await using (await DiskHost.StartAsync(dataFolder: folder.File("data")))
        {
        }

        Directory.CreateDirectory(folder.File("data/store/trash/abcdefghijklmnopqrst"));
        File.WriteAllText(folder.File("data/store/trash/abcdefghijklmnopqrst/data"), "x");

        await using var restarted = await DiskHost.StartAsync(dataFolder: folder.File("data"));
        Assert.Empty(Directory.GetFileSystemEntries(restarted.Disk.Layout.Trash));
    }

    private static StoreWorld WorldOf(DiskHost host) => new(host.Store, host.Http, host.Endpoint, 10, host.DisposeAsync);

    private static void MakeOld(DiskHost host, StoreUpload upload, TimeSpan age)
    {
        var then = TimeProvider.System.GetUtcNow().UtcDateTime - age;
        var folder = host.Disk.Layout.UploadFolder(upload.UploadId);
        File.SetLastWriteTimeUtc(Path.Combine(folder, DiskLayout.JournalName), then);
        Directory.SetLastWriteTimeUtc(folder, then);
    }
}
