using Slipway.Core.Uploads;
using Slipway.Tests.Support;

namespace Slipway.Tests.Uploads;

public sealed class CancelGroupTests
{
    private readonly UploadsWorld _world = new();

    [Fact]
    public async Task Every_file_is_canceled_and_its_bytes_are_gone_also_of_a_completed_one()
    {
        var (group, tokens) = await _world.StartUploadedAsync(3, 1, 2);
        await _world.CompleteAsync(group, 0, tokens[0]);

        var canceled = await _world.CancelAsync(group);

        Assert.Equal((GroupState.Canceled, _world.Time.GetUtcNow()), (canceled.State, canceled.ClosedAt));
        Assert.All(canceled.Files, file => Assert.Equal(FileState.Canceled, file.State));
        Assert.Empty(_world.Store.Keys);
        Assert.Empty(_world.Store.UploadIds);
        Invariants.HoldAtRest(_world);
    }

    [Fact]
    public async Task Canceling_again_answers_the_same_and_is_one_event()
    {
        var (group, _) = await _world.StartUploadedAsync(1);
        var first = await _world.CancelAsync(group);
        _world.Time.Advance(TimeSpan.FromDays(30));

        var second = await _world.CancelAsync(group);

        Assert.Equal((first.State, first.ClosedAt), (second.State, second.ClosedAt));
        Assert.Equal([(group.Id, "group.canceled")], _world.Catalog.Events);
    }

    [Fact]
    public async Task A_completed_group_cannot_be_canceled_and_keeps_everything()
    {
        var (group, tokens) = await _world.StartUploadedAsync(1);
        var completed = await _world.CompleteAsync(group, 0, tokens[0]);

        var refused = await UploadsWorld.RefusedAsync(() => _world.CancelAsync(group));

        Assert.Equal((Refusal.WrongState, "group_completed"), (refused.Refusal, refused.Code));
        Assert.Equal(completed, _world.Catalog.Look(group.Address));
        Assert.True(_world.Store.Holds(group.Files[0].Key));
    }

    [Fact]
    public async Task A_group_whose_deadline_came_first_answers_that_it_expired()
    {
        var (group, _) = await _world.StartUploadedAsync(1);
        _world.Time.Advance(_world.Options.GroupLife);

        var overdue = await _world.CancelAsync(group);
        var again = await _world.CancelAsync(group);

        Assert.Equal((GroupState.Expired, GroupState.Expired), (overdue.State, again.State));
        Assert.Equal([(group.Id, "group.expired")], _world.Catalog.Events);
        Invariants.HoldAtRest(_world);
    }

    [Theory]
    [InlineData("store.abort:before")]
    [InlineData("store.abort:after")]
    [InlineData("store.delete:before")]
    [InlineData("store.delete:after")]
    [InlineData("catalog.purged:before")]
    [InlineData("catalog.purged:after")]
    public async Task Cancel_needs_only_the_catalog_and_the_bytes_go_later(string place)
    {
        var (group, _) = await _world.StartUploadedAsync(1, 1);
        _world.Boundaries.FailOnce(place);

        Assert.Equal(GroupState.Canceled, (await _world.CancelAsync(group)).State);

        await _world.PurgeAsync();
        Invariants.HoldAtRest(_world);
    }

    [Theory]
    [InlineData("catalog.change:after")]
    [InlineData("store.abort:before")]
    [InlineData("store.abort:after")]
    [InlineData("store.delete:before")]
    [InlineData("store.delete:after")]
    [InlineData("catalog.purged:before")]
    public async Task A_crash_after_the_row_leaves_work_that_is_found(string place)
    {
        var (group, _) = await _world.StartUploadedAsync(1);
        _world.Boundaries.CrashOnce(place);
        await Assert.ThrowsAsync<PowerCutException>(() => _world.CancelAsync(group));

        Assert.Equal(1, await _world.PurgeAsync());

        Invariants.HoldAtRest(_world);
        Assert.Equal(GroupState.Canceled, (await _world.CancelAsync(group)).State);
    }

    [Fact]
    public async Task A_late_part_finds_no_upload()
    {
        var group = await _world.StartAsync(1);
        var file = (await _world.SignAsync(group)).File;
        await _world.CancelAsync(group);

        Assert.Equal("no such upload", _world.PutPart(file, 1));
    }

    [Fact]
    public async Task What_belongs_to_others_cannot_be_canceled()
    {
        var group = await _world.StartAsync(1);
        var foreign = group with { Address = group.Address with { Dialect = "other" } };

        Assert.Equal(Refusal.NotFound, (await UploadsWorld.RefusedAsync(() => _world.CancelAsync(foreign))).Refusal);
        Assert.Equal(GroupState.Open, _world.Catalog.Look(group.Address).State);
    }
}
