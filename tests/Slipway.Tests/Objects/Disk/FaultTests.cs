using System.Net;
using Slipway.Core.Objects;
using Slipway.Core.Uploads;
using Slipway.Server.Objects.Disk;
using Slipway.Server.Objects.Disk.Files;
using Slipway.Tests.Contracts;
using Slipway.Tests.Support;

namespace Slipway.Tests.Objects.Disk;

/// <summary>What the store answers when the disk fails: never a success that is none.</summary>
public sealed class FaultTests
{
    private const int PartBytes = 50_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, int> Faults()
    {
        var data = new TheoryData<string, int>();
        (string, int)[] faults =
        [
            ("write", Posix.IoError), ("write", Posix.NoSpace), ("allocate", Posix.NoSpace), ("sync data", Posix.IoError), ("sync data", Posix.NoSpace),
            ("sync directory", Posix.IoError), ("sync all", Posix.IoError), ("rename", Posix.IoError), ("create", Posix.NoSpace), ("open", Posix.TooManyFiles),
            ("copy", Posix.NoSpace), ("read", Posix.IoError),
        ];
        foreach (var (operation, errno) in faults)
        {
            data.Add(operation, errno);
        }

        return data;
    }

    /// <summary>Fails the Nth call of one kind, for every N that an upload of two parts, one of them sent twice, comes to.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whatever_fails_what_was_acknowledged_is_there_after_a_restart(string operation, int errno)
    {
        var calls = await CountAsync(operation);
        Assert.True(calls > 0);
        for (var failing = 1; failing <= calls; failing++)
        {
            var files = new FaultyFileOps();
            using var folder = new TempFolder();
            var host = await DiskHost.StartAsync(files: files, dataFolder: folder.File("data"));
            var before = files.CallsOf(operation);
            var nth = before + failing;
            files.Fault = (name, count) => name == operation && count == nth ? errno : 0;
            var (upload, acknowledged, completed) = await RunAsync(host);
            if (operation.StartsWith("sync", StringComparison.Ordinal))
            {
                Assert.True(host.Disk.Health.IsReadOnly);
                if (upload is { } refused && completed is null)
                {
                    await AssertReadOnlyAsync(host, refused);
                }
            }

            await host.DisposeAsync();
            await using var restarted = await DiskHost.StartAsync(dataFolder: folder.File("data"));
            await AssertKeptAsync(restarted, upload, acknowledged, completed);
        }
    }

    [Fact]
    public async Task A_full_disk_is_told_before_the_body_and_forgotten_when_there_is_room_again()
    {
        var files = new FaultyFileOps();
        await using var host = await DiskHost.StartAsync(files: files);
        var world = WorldOf(host);
        var upload = await world.StartAsync(new PartPlan(2 * PartBytes, PartBytes, 2));
        files.Free = 1000;
        using var connection = await RawHttp.ConnectAsync(host.Port);
        await connection.SendAsync(
            $"PUT {new Uri(world.Url(upload, 1)).PathAndQuery} HTTP/1.1\r\nHost: {world.Endpoint.Host}\r\nContent-Length: {PartBytes}\r\nExpect: 100-continue\r\n\r\n");

        var (status, _, body) = await connection.ReadAsync();

        Assert.Equal(507, status);
        Assert.Contains("<Code>InsufficientStorage</Code>", body, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<UploadRefusedException>(() => world.StartAsync(new PartPlan(PartBytes, PartBytes, 1)));
        Assert.Equal(Refusal.InsufficientStorage, refused.Error.Refusal);

        files.Free = null;
        await world.PutAsync(upload, 1, StoreWorld.Content(PartBytes));
        Assert.False(host.Disk.Health.IsReadOnly);
    }

    [Theory]
    [InlineData(1L << 40, (1L << 40) / 50)]
    [InlineData(20L << 30, 1L << 30)]
    [InlineData(2L << 30, 512L << 20)]
    [InlineData(64L << 20, 16L << 20)]
    public void The_reserve_is_a_gigabyte_or_two_percent_and_at_most_a_quarter(long volume, long reserve)
    {
        Assert.Equal(reserve, FreeSpace.DefaultReserve(volume));
    }

    [Fact]
    public async Task A_file_system_without_notes_still_has_objects()
    {
        await using var host = await DiskHost.StartAsync(files: new FaultyFileOps { TakesNotes = false });
        var world = WorldOf(host);
        var content = StoreWorld.Content(PartBytes);
        var upload = await world.StartAsync(new PartPlan(PartBytes, PartBytes, 1));
        await world.Store.CompleteAsync(upload, await world.PutAllAsync(upload, content), Ct);

        var head = await world.Store.HeadAsync(upload.Key, Ct);

        Assert.Equal((content.Length, (ulong?)null), ((int)head!.Bytes, head.Crc64Nvme));
        Assert.Equal(content, await world.ReadAsync(upload.Key));
    }

    [Fact]
    public async Task Relaxed_durability_syncs_no_content()
    {
        var files = new FaultyFileOps();
        await using var host = await DiskHost.StartAsync(new DiskStoreOptions { Durability = Server.Objects.Disk.Syncing.Durability.Relaxed }, files);
        await RunAsync(host);

        Assert.Equal(0, files.CallsOf("sync data"));
        Assert.Contains(host.Log.Lines, line => line.Text.Contains("relaxed", StringComparison.Ordinal));
    }

    [Fact]
    public void A_failed_sync_is_reported_by_the_real_file_operations()
    {
        // A descriptor that cannot be synced: fdatasync of a pipe or a character device answers EINVAL.
        using var device = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite);

        Assert.Equal(Posix.Invalid, Assert.Throws<SyncFailedException>(() => new PosixFileOps().SyncData(device)).Errno);
        Assert.Equal(Posix.Invalid, Assert.Throws<SyncFailedException>(() => new PosixFileOps().SyncAll(device)).Errno);
    }

    private static StoreWorld WorldOf(DiskHost host) => new(host.Store, host.Http, host.Endpoint, PartBytes, host.DisposeAsync);

    private static async Task<int> CountAsync(string operation)
    {
        var files = new FaultyFileOps();
        await using var host = await DiskHost.StartAsync(files: files);
        var before = files.CallsOf(operation);
        Assert.NotNull((await RunAsync(host)).Completed);
        return files.CallsOf(operation) - before;
    }

    private static async Task<(StoreUpload? Upload, Dictionary<int, (string ETag, byte[] Content)> Acknowledged, byte[]? Completed)> RunAsync(DiskHost host)
    {
        var world = WorldOf(host);
        var acknowledged = new Dictionary<int, (string, byte[])>();
        StoreUpload upload;
        try
        {
            upload = await world.StartAsync(new PartPlan(2 * PartBytes, PartBytes, 2));
        }
        catch (UploadRefusedException)
        {
            return (null, acknowledged, null);
        }

        foreach (var (part, seed) in new[] { (1, 1), (1, 2), (2, 3) })
        {
            var content = StoreWorld.Content(PartBytes, seed);
            using var answer = await world.TryPutAsync(upload, part, content);
            if (answer.IsSuccessStatusCode)
            {
                acknowledged[part] = (answer.Headers.ETag!.Tag, content);
            }
            else
            {
                Assert.Contains((int)answer.StatusCode, new[] { 500, 503, 507 });
            }
        }

        try
        {
            var tokens = PartTokens.Of(acknowledged.Select(part => (part.Key, part.Value.Item1)));
            var stored = await world.Store.CompleteAsync(upload, tokens, Ct);
            return (upload, acknowledged, stored is null ? null : [.. acknowledged[1].Item2, .. acknowledged[2].Item2]);
        }
        catch (UploadRefusedException)
        {
            return (upload, acknowledged, null);
        }
    }

    private static async Task AssertReadOnlyAsync(DiskHost host, StoreUpload upload)
    {
        var world = WorldOf(host);
        using var answer = await world.TryPutAsync(upload, 1, StoreWorld.Content(PartBytes));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var refused = await Assert.ThrowsAsync<UploadRefusedException>(() => world.StartAsync(new PartPlan(PartBytes, PartBytes, 1)));
        Assert.Equal(Refusal.Unavailable, refused.Error.Refusal);
    }

    private static async Task AssertKeptAsync(
        DiskHost host, StoreUpload? started, Dictionary<int, (string ETag, byte[] Content)> acknowledged, byte[]? completed)
    {
        var world = WorldOf(host);
        if (started is not { } upload)
        {
            return;
        }

        if (completed is null && await world.Store.HeadAsync(upload.Key, Ct) is null)
        {
            var held = (await world.Store.ListPartsAsync(upload, 0, 10, Ct)).Parts.ToDictionary(part => part.Number);
            Assert.All(acknowledged.Keys, part => Assert.Contains(part, held.Keys));
            for (var part = 1; part <= 2; part++)
            {
                var content = StoreWorld.Content(PartBytes, 10 + part);
                acknowledged[part] = (await world.PutAsync(upload, part, content), content);
            }

            Assert.NotNull(await world.Store.CompleteAsync(upload, PartTokens.Of(acknowledged.Select(part => (part.Key, part.Value.ETag))), Ct));
        }

        var expected = completed ?? [.. acknowledged[1].Content, .. acknowledged[2].Content];
        Assert.Equal(expected, await world.ReadAsync(upload.Key));
    }
}
