using System.Net;
using Slipway.Core.Checksums;
using Slipway.Core.Objects;
using Slipway.Core.Uploads;
using Slipway.Tests.Contracts;
using Slipway.Tests.Support;

namespace Slipway.Tests.Objects.Disk;

/// <summary>What happens when two things happen at once.</summary>
public sealed class RaceTests
{
    private const int PartBytes = 300_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_puts_of_one_part_the_one_that_ends_last_is_the_part()
    {
        await using var host = await DiskHost.StartAsync();
        var world = WorldOf(host);
        var upload = await world.StartAsync(new PartPlan(PartBytes, PartBytes, 1));
        using var slow = await BeginAsync(world, upload, 1, StoreWorld.Content(PartBytes, 1)[..1000]);
        var early = await world.PutAsync(upload, 1, StoreWorld.Content(PartBytes, 2));
        Assert.Equal(early.Trim('"'), (await HeldAsync(host, upload)).Single().ETag);

        await slow.SendAsync(StoreWorld.Content(PartBytes, 1).AsMemory(1000));
        Assert.Equal(200, (await slow.ReadAsync()).Status);

        var held = (await HeldAsync(host, upload)).Single();
        Assert.Equal(Crc64Nvme.Hash(StoreWorld.Content(PartBytes, 1)), held.Crc64Nvme);
        var refused = await Assert.ThrowsAsync<UploadRefusedException>(() => world.Store.CompleteAsync(upload, PartTokens.Of((1, early)), Ct));
        Assert.Equal(Refusal.StorageRefused, refused.Error.Refusal);
        Assert.NotNull(await world.Store.CompleteAsync(upload, PartTokens.Of((1, held.ETag)), Ct));
        Assert.Equal(StoreWorld.Content(PartBytes, 1), await world.ReadAsync(upload.Key));
    }

    [Fact]
    public async Task An_acknowledged_part_outlives_a_put_that_breaks_off()
    {
        await using var host = await DiskHost.StartAsync();
        var world = WorldOf(host);
        var upload = await world.StartAsync(new PartPlan(PartBytes, PartBytes, 1));
        var etag = await world.PutAsync(upload, 1, StoreWorld.Content(PartBytes, 1));
        using (var broken = await BeginAsync(world, upload, 1, StoreWorld.Content(PartBytes, 2)[..200_000]))
        {
            broken.Reset();
        }

        Assert.NotNull(await world.Store.CompleteAsync(upload, PartTokens.Of((1, etag)), Ct));
        Assert.Equal(StoreWorld.Content(PartBytes, 1), await world.ReadAsync(upload.Key));
    }

    [Fact]
    public async Task A_put_under_way_when_its_upload_is_completed_changes_nothing()
    {
        await using var host = await DiskHost.StartAsync();
        var world = WorldOf(host);
        var upload = await world.StartAsync(new PartPlan(PartBytes, PartBytes, 1));

        // The slow PUT has the slot, so the quick one lies beside and is folded in: the slow one must not write over it any more.
        using var slow = await BeginAsync(world, upload, 1, StoreWorld.Content(PartBytes, 1)[..1000]);
        var etag = await world.PutAsync(upload, 1, StoreWorld.Content(PartBytes, 2));
        Assert.NotNull(await world.Store.CompleteAsync(upload, PartTokens.Of((1, etag)), Ct));
        await slow.SendAsync(StoreWorld.Content(PartBytes, 1).AsMemory(1000));

        var (status, _, body) = await slow.ReadAsync();

        Assert.Equal(404, status);
        Assert.Contains("NoSuchUpload", body, StringComparison.Ordinal);
        Assert.Equal(StoreWorld.Content(PartBytes, 2), await world.ReadAsync(upload.Key));
        AssertNothingLeft(host);
    }

    [Fact]
    public async Task A_put_under_way_when_its_upload_is_aborted_leaves_no_byte()
    {
        await using var host = await DiskHost.StartAsync();
        var world = WorldOf(host);
        var upload = await world.StartAsync(PartPlan.ClientPlanned(3, null));
        using var slow = await BeginAsync(world, upload, 1, StoreWorld.Content(PartBytes, 1)[..1000]);
        await world.Store.AbortAsync(upload, Ct);
        await slow.SendAsync(StoreWorld.Content(PartBytes, 1).AsMemory(1000));

        Assert.Equal(404, (await slow.ReadAsync()).Status);
        AssertNothingLeft(host);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Puts_completion_and_abort_at_once_end_in_one_of_two_ways(int seed)
    {
        await using var host = await DiskHost.StartAsync();
        var world = WorldOf(host);
        var random = new Random(seed);
        for (var round = 0; round < 20; round++)
        {
            var plan = new PartPlan(3 * PartBytes, PartBytes, 3);
            var upload = await world.StartAsync(plan);
            var content = StoreWorld.Content(3 * PartBytes, round);
            await world.PutAllAsync(upload, content);
            var acts = new List<Func<Task>>
            {
                async () => await world.Store.AbortAsync(upload, Ct),
                async () => await world.Store.CompleteAsync(upload, null, Ct),
                async () => await world.Store.CompleteAsync(upload, null, Ct),
            };
            for (var part = 1; part <= 3; part++)
            {
                var number = part;
                acts.Add(async () =>
                {
                    using var answer = await world.TryPutAsync(upload, number, StoreWorld.PartOf(plan, number, content));
                    Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound, $"seed {seed}, round {round}: {answer.StatusCode}");
                });
            }

            await Task.WhenAll(acts.OrderBy(_ => random.Next()).Select(act => Task.Run(act, Ct)));

            if (await world.Store.HeadAsync(upload.Key, Ct) is not null)
            {
                Assert.Equal(content, await world.ReadAsync(upload.Key));
            }

            Assert.Empty((await world.Store.ListPartsAsync(upload, 0, 10, Ct)).Parts);
        }

        AssertNothingLeft(host);
    }

    [Fact]
    public async Task A_read_keeps_its_bytes_when_the_object_is_deleted()
    {
        await using var host = await DiskHost.StartAsync();
        var world = WorldOf(host);
        var content = StoreWorld.Content(20_000_000);
        var upload = await world.StartAsync(new PartPlan(content.Length, content.Length, 1));
        await world.Store.CompleteAsync(upload, await world.PutAllAsync(upload, content), Ct);
        var request = new HttpRequestMessage(HttpMethod.Get, world.Store.ReadUrl("GET", upload.Key, StoreWorld.Window, world.Endpoint));
        using var answer = await world.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);

        await world.Store.DeleteAsync(upload.Key, Ct);

        Assert.Equal(content, await answer.Content.ReadAsByteArrayAsync(Ct));
    }

    [Fact]
    public async Task Objects_that_come_and_go_under_one_folder_do_not_disturb_each_other()
    {
        await using var host = await DiskHost.StartAsync();
        var world = WorldOf(host);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async worker =>
        {
            for (var round = 0; round < 10; round++)
            {
                var key = new ObjectKey($"shared/folder/{worker}.bin");
                var plan = new PartPlan(100, 100, 1);
                var upload = new StoreUpload(key, await world.Store.StartAsync(key, plan, "video/mp4", Ct), plan);
                Assert.NotNull(await world.Store.CompleteAsync(upload, await world.PutAllAsync(upload, StoreWorld.Content(100)), Ct));
                await world.Store.DeleteAsync(key, Ct);
            }
        }));

        Assert.Empty(Directory.GetFileSystemEntries(host.Disk.Layout.Objects));
    }

    private static StoreWorld WorldOf(DiskHost host) => new(host.Store, host.Http, host.Endpoint, PartBytes, host.DisposeAsync);

    /// <summary>A PUT that has its place, and has sent the first bytes of its body.</summary>
    private static async Task<RawHttp> BeginAsync(StoreWorld world, StoreUpload upload, int part, byte[] start)
    {
        var connection = await RawHttp.ConnectAsync(world.Http.BaseAddress!.Port);
        await connection.SendAsync(
            $"PUT {new Uri(world.Url(upload, part)).PathAndQuery} HTTP/1.1\r\nHost: {world.Endpoint.Host}\r\nContent-Length: {PartBytes}\r\nExpect: 100-continue\r\n\r\n");
        Assert.Equal(100, (await connection.ReadAsync()).Status);
        await connection.SendAsync(start);
        return connection;
    }

    private static async Task<IReadOnlyList<StoredPart>> HeldAsync(DiskHost host, StoreUpload upload) =>
        (await host.Store.ListPartsAsync(upload, 0, 10, Ct)).Parts;

    private static void AssertNothingLeft(DiskHost host)
    {
        Assert.Empty(Directory.GetFileSystemEntries(host.Disk.Layout.Uploads));
        Assert.Empty(Directory.GetFileSystemEntries(host.Disk.Layout.Trash));
    }
}
