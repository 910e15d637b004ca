using Slipway.Core.Uploads;
using Slipway.Tests.Support;

namespace Slipway.Tests.Uploads;

public sealed class PurgeFilesTests
{
    private readonly UploadsWorld _world = new();

    [Fact]
    public async Task What_a_store_that_was_away_kept_is_owed_until_it_is_gone()
    {
        var group = await OwedAsync(1);

        _world.Boundaries.FailOnce("store.abort:before");
        Assert.Equal(0, await _world.PurgeAsync());
        Assert.Null(_world.Catalog.Look(group.Address).Files[0].PurgedAt);
        Assert.Single(_world.Store.UploadIds);

        Assert.Equal(1, await _world.PurgeAsync());
        Assert.Equal(_world.Time.GetUtcNow(), _world.Catalog.Look(group.Address).Files[0].PurgedAt);
        Assert.Equal(0, await _world.PurgeAsync());
        Invariants.HoldAtRest(_world);
    }

    [Fact]
    public async Task A_file_that_cannot_be_purged_holds_up_no_other()
    {
        await OwedAsync(1, 1, 1);
        _world.Boundaries.FailOnce("store.abort:before");

        Assert.Equal(2, await _world.PurgeAsync());
        Assert.Single(_world.Store.UploadIds);

        Assert.Equal(1, await _world.PurgeAsync());
        Invariants.HoldAtRest(_world);
    }

    [Fact]
    public async Task More_than_a_batch_is_purged_in_one_go()
    {
        await OwedAsync([.. Enumerable.Repeat(1, 250)]);

        Assert.Equal(250, await _world.PurgeAsync());
        Invariants.HoldAtRest(_world);
    }

    [Fact]
    public async Task For_a_file_that_was_never_begun_the_store_is_not_asked()
    {
        var group = await _world.StartAsync(1);
        _world.Boundaries.Every = place => place.StartsWith("store.", StringComparison.Ordinal)
            ? throw new InvalidOperationException($"{place} was not expected.")
            : Task.CompletedTask;

        var canceled = await _world.CancelAsync(group);

        Assert.Equal(GroupState.Canceled, canceled.State);
        Invariants.HoldAtRest(_world);
    }

    [Fact]
    public async Task Open_and_completed_groups_are_never_touched()
    {
        var (open, _) = await _world.StartUploadedAsync(1);
        var (completed, tokens) = await _world.StartUploadedAsync(1);
        await _world.CompleteAsync(completed, 0, tokens[0]);

        Assert.Equal(0, await _world.PurgeAsync());

        Assert.True(_world.Store.Holds(_world.Catalog.Look(open.Address).Files[0].StoreUpload!.Value));
        Assert.True(_world.Store.Holds(completed.Files[0].Key));
    }

    // A canceled group whose bytes the store would not give up.
    private async Task<UploadGroup> OwedAsync(params int[] partCounts)
    {
        var (group, _) = await _world.StartUploadedAsync(partCounts);
        foreach (var _ in partCounts)
        {
            _world.Boundaries.FailOnce("store.abort:before");
        }

        return await _world.CancelAsync(group);
    }
}
