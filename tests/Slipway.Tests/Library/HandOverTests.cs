using Slipway.Core.Library;
using Slipway.Core.Uploads;
using Slipway.Tests.Support;

namespace Slipway.Tests.Library;

public sealed class HandOverTests
{
    public static TheoryData<GroupState, GroupState> EveryChange()
    {
        var changes = new TheoryData<GroupState, GroupState>();
        foreach (var before in Enum.GetValues<GroupState>())
        {
            foreach (var after in Enum.GetValues<GroupState>())
            {
                changes.Add(before, after);
            }
        }

        return changes;
    }

    [Theory]
    [MemberData(nameof(EveryChange))]
    public async Task Only_the_step_from_open_is_an_event_and_only_completion_is_handed_over(GroupState before, GroupState after)
    {
        var group = await new UploadsWorld().StartAsync(1);
        var (was, became) = (group with { State = before }, group with { State = after });

        string[] events = ["", "group.completed", "group.canceled", "group.expired"];
        Assert.Equal(before == GroupState.Open && after != GroupState.Open ? events[(int)after] : null, HandOver.EventOf(was, became));
        Assert.Equal(after == GroupState.Completed && before != GroupState.Completed, HandOver.IsDue(was, became));
    }

    [Fact]
    public async Task A_library_item_has_the_files_in_the_groups_order_with_what_the_store_holds()
    {
        var world = new UploadsWorld();
        var (group, tokens) = await world.StartUploadedAsync(1, 2, 3);
        foreach (var file in new[] { 2, 0, 1 })
        {
            await world.CompleteAsync(group, file, tokens[file]);
        }

        var item = Assert.Single(world.Catalog.Items);

        Assert.Equal(group.Files.Select(file => (file.Id, file.Name, file.Key)), item.Files.Select(file => (file.Id, file.Name, file.Key)));
        Assert.Equal([3, 13, 23], item.Files.Select(file => file.Stored.Bytes));
        Assert.All(item.Files, file => Assert.Equal(world.Store.Object(file.Key), file.Stored));
    }
}
