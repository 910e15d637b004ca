using Slipway.Core.Objects;
using Slipway.Core.Uploads;
using Slipway.Server.Checking;
using Slipway.Server.Objects.Disk;
using Slipway.Server.Objects.Disk.Checking;
using Slipway.Server.Objects.Disk.Files;
using Slipway.Server.Objects.Disk.Parts;
using Slipway.Tests.Contracts;

namespace Slipway.Tests.Objects.Disk;

/// <summary>Each rule is broken once, and found.</summary>
public sealed class DiskChecksTests
{
    private const int PartBytes = 1000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_healthy_store_has_no_findings()
    {
        await using var host = await DiskHost.StartAsync();

        Assert.Empty(await CheckAsync(host, await CompletedAsync(host), await UploadingAsync(host)));
    }

    [Fact]
    public async Task I1_an_acknowledged_part_that_was_altered_is_found()
    {
        await using var host = await DiskHost.StartAsync();
        var file = await UploadingAsync(host);
        Spoil(Path.Combine(host.Disk.Layout.UploadFolder(file.StoreUploadId!), DiskLayout.DataName));

        Assert.Equal("I1", Assert.Single(await CheckAsync(host, file)).Invariant);
        Assert.Empty(await CheckAsync(host, deep: false, file));
    }

    [Fact]
    public async Task I1_a_spoiled_record_is_found()
    {
        await using var host = await DiskHost.StartAsync();
        var file = await UploadingAsync(host);
        Spoil(Path.Combine(host.Disk.Layout.UploadFolder(file.StoreUploadId!), DiskLayout.JournalName), UploadHeader.Size + 20);

        Assert.Equal("I1", Assert.Single(await CheckAsync(host, file)).Invariant);
    }

    [Fact]
    public async Task I2_an_object_that_was_altered_is_found()
    {
        await using var host = await DiskHost.StartAsync();
        var file = await CompletedAsync(host);
        Spoil(host.Disk.Layout.ObjectPath(file.Key));

        Assert.Equal("I2", Assert.Single(await CheckAsync(host, file)).Invariant);
    }

    [Fact]
    public async Task I2_an_object_that_was_cut_short_is_found()
    {
        await using var host = await DiskHost.StartAsync();
        var file = await CompletedAsync(host);
        File.WriteAllBytes(host.Disk.Layout.ObjectPath(file.Key), new byte[7]);

        Assert.Equal("I2", Assert.Single(await CheckAsync(host, deep: false, file)).Invariant);
    }

    [Fact]
    public async Task I5_what_was_purged_and_is_still_there_is_found()
    {
        await using var host = await DiskHost.StartAsync();
        var file = await UploadingAsync(host) with { State = FileState.Canceled, PurgedAt = DateTimeOffset.UnixEpoch };

        Assert.Equal(["I5", "I6"], (await CheckAsync(host, file)).Select(finding => finding.Invariant));
    }

    [Fact]
    public async Task I6_bytes_that_belong_to_no_file_are_found_when_they_are_old()
    {
        await using var host = await DiskHost.StartAsync();
        await CompletedAsync(host);
        await UploadingAsync(host);

        Assert.Equal(["I6", "I6"], (await CheckAsync(host)).Select(finding => finding.Invariant));
        Assert.Empty(await CheckAsync(host, grace: TimeSpan.FromHours(1)));
    }

    [Fact]
    public async Task I9_a_completed_file_without_object_is_found()
    {
        await using var host = await DiskHost.StartAsync();
        var file = await CompletedAsync(host);
        File.Delete(host.Disk.Layout.ObjectPath(file.Key));

        Assert.Equal("I9", Assert.Single(await CheckAsync(host, file)).Invariant);
    }

    [Fact]
    public async Task I9_an_upload_that_is_gone_is_found()
    {
        await using var host = await DiskHost.StartAsync();
        var file = await UploadingAsync(host);
        Directory.Delete(host.Disk.Layout.UploadFolder(file.StoreUploadId!), recursive: true);

        Assert.Equal("I9", Assert.Single(await CheckAsync(host, file)).Invariant);
    }

    [Fact]
    public async Task What_changed_while_it_was_looked_at_is_no_finding()
    {
        await using var host = await DiskHost.StartAsync();
        var seen = await UploadingAsync(host);
        await host.Store.AbortAsync(seen.StoreUpload!.Value, Ct);

        var findings = await CheckAsync(host, [seen], _ => seen with { State = FileState.Canceled });

        Assert.Empty(findings);
    }

    [Fact]
    public async Task An_object_that_lies_under_its_key_before_the_catalog_says_so_is_no_finding()
    {
        await using var host = await DiskHost.StartAsync();
        var file = await UploadingAsync(host) with { State = FileState.Completing };
        var path = host.Disk.Layout.ObjectPath(file.Key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Assert.True(new PosixFileOps().Rename(Path.Combine(host.Disk.Layout.UploadFolder(file.StoreUploadId!), DiskLayout.DataName), path));

        Assert.Empty(await CheckAsync(host, file));
    }

    private static StoreWorld WorldOf(DiskHost host) => new(host.Store, host.Http, host.Endpoint, PartBytes, host.DisposeAsync);

    private static async Task<FileUpload> UploadingAsync(DiskHost host)
    {
        var upload = await WorldOf(host).StartAsync(new PartPlan(2 * PartBytes, PartBytes, 2));
        await WorldOf(host).PutAllAsync(upload, StoreWorld.Content(2 * PartBytes));
        return FileOf(upload, FileState.Uploading);
    }

    private static async Task<FileUpload> CompletedAsync(DiskHost host)
    {
        var uploading = await UploadingAsync(host);
        var stored = await host.Store.CompleteAsync(uploading.StoreUpload!.Value, null, Ct);
        return uploading with { State = FileState.Completed, Stored = stored };
    }

    private static FileUpload FileOf(StoreUpload upload, FileState state) => new()
    {
        Id = Core.Randomness.System.NewId(DateTimeOffset.UnixEpoch),
        Name = "film.mov",
        Role = "video",
        MediaType = "video/quicktime",
        Plan = upload.Plan,
        State = state,
        Key = upload.Key,
        StoreUploadId = upload.UploadId,
    };

    private static void Spoil(string path, int at = 500)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[at] ^= 1;
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(file, bytes, 0);
    }

    private static Task<List<Finding>> CheckAsync(DiskHost host, params FileUpload[] files) => CheckAsync(host, files, file => file);

    private static Task<List<Finding>> CheckAsync(DiskHost host, bool deep, params FileUpload[] files) => CheckAsync(host, files, file => file, deep);

    private static Task<List<Finding>> CheckAsync(DiskHost host, TimeSpan grace) => CheckAsync(host, [], file => file, grace: grace);

    private static async Task<List<Finding>> CheckAsync(
        DiskHost host, FileUpload[] files, Func<FileUpload, FileUpload> latest, bool deep = true, TimeSpan grace = default)
    {
        var checks = new DiskChecks(new PosixFileOps(), host.Disk.Layout, deep, grace, TimeProvider.System);
        var findings = new List<Finding>();
        await foreach (var finding in checks.FindAsync(files.ToAsyncEnumerable(), (file, _) => Task.FromResult<FileUpload?>(latest(file)), Ct))
        {
            findings.Add(finding);
        }

        return findings;
    }
}
