using Slipway.Core.Uploads;
using static Slipway.Tests.Contracts.CatalogWorld;

namespace Slipway.Tests.Contracts;

/// <summary>How every catalog finds the work that sweepers do.</summary>
public abstract class CatalogSweepContract
{
    private protected abstract Task<CatalogWorld> StartAsync();

    [Fact]
    public async Task Overdue_are_open_groups_past_their_deadline_the_most_overdue_first()
    {
        await using var world = await StartAsync();
        var second = await DueAsync(2);
        var first = await DueAsync(1);
        await DueAsync(9);
        await world.CompleteAllAsync(await DueAsync(1));
        await world.CloseAsync(await DueAsync(1), GroupState.Canceled);
        var now = new DateTimeOffset(2026, 8, 2, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal([first.Address, second.Address], await world.Catalog.FindOverdueAsync(now, 10, Ct));
        Assert.Equal([first.Address], await world.Catalog.FindOverdueAsync(now, 1, Ct));
        Assert.Equal([first.Address], await world.Catalog.FindOverdueAsync(now.AddDays(-1), 10, Ct));
        Assert.Empty(await world.Catalog.FindOverdueAsync(now.AddDays(-1).AddMilliseconds(-1), 10, Ct));

        Task<UploadGroup> DueAsync(int day) => world.Catalog.AddAsync(
            world.NewGroup() with { ExpiresAt = new DateTimeOffset(2026, 8, day, 0, 0, 0, TimeSpan.Zero) }, null, Ct);
    }

    [Fact]
    public async Task Stuck_are_claims_that_ran_out_and_open_groups_of_completed_files()
    {
        await using var world = await StartAsync();
        var now = world.Time.GetUtcNow();
        var lapsed = await ClaimAsync(await world.AddAsync("left", "right"), now);
        await ClaimAsync(await world.AddAsync("left", "right"), now.AddSeconds(1));
        await world.CloseAsync(await ClaimAsync(await world.AddAsync("left", "right"), now), GroupState.Canceled);
        var whole = await world.AddAsync();
        await world.Catalog.ChangeAsync(whole.Address, group => Replace(group, 0, file => file with { State = FileState.Completed }), Ct);
        await world.CompleteAllAsync(await world.AddAsync());

        Assert.Equal([lapsed.Address, whole.Address], await world.Catalog.FindStuckAsync(now, 10, Ct));
        Assert.Equal([lapsed.Address], await world.Catalog.FindStuckAsync(now, 1, Ct));
        Assert.Equal([whole.Address], await world.Catalog.FindStuckAsync(now.AddMilliseconds(-1), 10, Ct));

        Task<UploadGroup> ClaimAsync(UploadGroup claimed, DateTimeOffset until) => world.Catalog.ChangeAsync(
            claimed.Address,
            group => group with { Files = [.. group.Files.Select(file => file with { State = FileState.Completing, LeaseUntil = until })] },
            Ct);
    }

    [Fact]
    public async Task Unpurged_are_the_files_of_canceled_and_expired_groups_until_they_are_marked()
    {
        await using var world = await StartAsync();
        var canceled = await world.CloseAsync(await world.AddAsync("left", "right"), GroupState.Canceled);
        var expired = await world.CloseAsync(await world.AddAsync(), GroupState.Expired);
        await world.CompleteAllAsync(await world.AddAsync());
        await world.AddAsync();

        var work = await world.Catalog.FindUnpurgedAsync(10, Ct);
        Assert.Equal(
            new[] { canceled.Files[0], canceled.Files[1], expired.Files[0] }.Select(Text).Order(),
            work.Select(owed => Text(owed.File)).Order());
        Assert.Equal([canceled.Address, canceled.Address, expired.Address], work.Select(owed => owed.Group).OrderBy(address => address.Id));
        Assert.Single(await world.Catalog.FindUnpurgedAsync(1, Ct));

        await world.Catalog.MarkPurgedAsync(canceled.Files[0].Id, world.Time.GetUtcNow(), Ct);
        await world.Catalog.MarkPurgedAsync(expired.Files[0].Id, world.Time.GetUtcNow(), Ct);

        Assert.Equal(canceled.Files[1].Id, Assert.Single(await world.Catalog.FindUnpurgedAsync(10, Ct)).File.Id);
    }

    [Fact]
    public async Task A_purge_is_marked_once_and_is_a_change_of_the_group()
    {
        await using var world = await StartAsync();
        var canceled = await world.CloseAsync(await world.AddAsync(), GroupState.Canceled);
        var at = world.Time.GetUtcNow();

        await world.Catalog.MarkPurgedAsync(canceled.Files[0].Id, at, Ct);
        await world.Catalog.MarkPurgedAsync(canceled.Files[0].Id, at.AddDays(1), Ct);

        var found = await world.Catalog.FindAsync(canceled.Address, Ct);
        Assert.Equal(at, found!.Files[0].PurgedAt);
        Assert.Equal(canceled.Version + 1, found.Version);
    }

    [Fact]
    public async Task A_file_whose_bytes_are_wanted_is_never_marked_as_purged()
    {
        await using var world = await StartAsync();
        var open = await world.AddAsync();

        await world.Catalog.MarkPurgedAsync(open.Files[0].Id, world.Time.GetUtcNow(), Ct);
        await world.Catalog.MarkPurgedAsync(Guid.Empty, world.Time.GetUtcNow(), Ct);

        Assert.Equal(Text(open), Text(await world.Catalog.FindAsync(open.Address, Ct)));
    }

    [Fact]
    public async Task Live_store_uploads_are_those_of_files_whose_bytes_are_wanted()
    {
        await using var world = await StartAsync();
        var open = await WithUploadAsync("open");
        await world.CompleteAllAsync(await WithUploadAsync("completed"));
        await world.CloseAsync(await WithUploadAsync("canceled"), GroupState.Canceled);
        await world.CloseAsync(await WithUploadAsync("expired"), GroupState.Expired);
        string[] asked = ["open", "completed", "canceled", "expired", .. Enumerable.Range(0, 250).Select(i => $"nobody's {i}")];

        var live = await world.Catalog.FindLiveStoreUploadsAsync(asked, Ct);

        Assert.Equal(["completed", "open"], live.Order(StringComparer.Ordinal));
        Assert.Empty(await world.Catalog.FindLiveStoreUploadsAsync([], Ct));
        Assert.Equal(FileState.Uploading, open.Files[0].State);

        async Task<UploadGroup> WithUploadAsync(string id) => await world.Catalog.ChangeAsync(
            (await world.AddAsync()).Address,
            group => Replace(group, 0, file => file with { State = FileState.Uploading, StoreUploadId = id }),
            Ct);
    }
}
