using Slipway.Core.Uploads;
using Slipway.Tests.Support;

namespace Slipway.Tests.Uploads;

public sealed class ViewGroupTests
{
    private readonly UploadsWorld _world = new();

    [Fact]
    public async Task The_progress_of_each_file_is_what_the_store_holds()
    {
        var group = await _world.StartAsync(3, 2, 1);
        _world.PutPart((await _world.SignAsync(group, 0)).File, 2);
        await _world.CompleteAsync(group, 1, await _world.UploadAsync(group, 1));

        var view = await _world.ViewAsync(group);

        Assert.Equal(GroupState.Open, view.State);
        Assert.Equal([(1, 10), (2, 13), (0, 0)], view.Files.Select(file => (file.PartsStored, file.BytesStored)));
    }

    [Fact]
    public async Task A_group_is_expired_from_its_deadline_on_before_a_sweeper_comes_by()
    {
        var group = await _world.StartAsync(1);
        _world.Time.Advance(_world.Options.GroupLife);

        var view = await _world.ViewAsync(group);

        Assert.Equal((GroupState.Expired, GroupState.Open), (view.State, view.Group.State));
    }

    [Fact]
    public async Task Of_a_canceled_file_nothing_is_held()
    {
        var (group, tokens) = await _world.StartUploadedAsync(2, 1);
        await _world.CompleteAsync(group, 0, tokens[0]);
        await _world.CancelAsync(group);

        Assert.All((await _world.ViewAsync(group)).Files, file => Assert.Equal((0, 0), (file.PartsStored, file.BytesStored)));
    }

    [Fact]
    public async Task Stored_parts_are_listed_in_pages_and_a_file_that_takes_none_has_none()
    {
        var group = await _world.StartAsync(3, 1);
        await _world.UploadAsync(group);
        var list = new ListParts(_world.Catalog, _world.Store);
        var ct = TestContext.Current.CancellationToken;

        var first = await list.RunAsync(group.Address, group.Files[0].Id, 0, 2, ct);
        var rest = await list.RunAsync(group.Address, group.Files[0].Id, first.NextAfter!.Value, 2, ct);
        var none = await list.RunAsync(group.Address, group.Files[1].Id, 0, 2, ct);

        Assert.Equal([1, 2], first.Parts.Select(part => part.Number));
        Assert.Equal([3], rest.Parts.Select(part => part.Number));
        Assert.Null(rest.NextAfter);
        Assert.Empty(none.Parts);
    }

    [Fact]
    public async Task What_belongs_to_others_does_not_exist()
    {
        var group = await _world.StartAsync(1);
        var foreign = group with { Address = group.Address with { Project = "other" } };

        Assert.Equal(Refusal.NotFound, (await UploadsWorld.RefusedAsync(() => _world.ViewAsync(foreign))).Refusal);
    }
}
