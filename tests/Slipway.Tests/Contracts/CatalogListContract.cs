using Slipway.Core.Uploads;
using static Slipway.Tests.Contracts.CatalogWorld;

namespace Slipway.Tests.Contracts;

/// <summary>How every catalog lists groups.</summary>
public abstract class CatalogListContract
{
    private static readonly GroupQuery Everything = new(Project, Dialect, null, null, null, 1_000);

    private protected abstract Task<CatalogWorld> StartAsync();

    [Fact]
    public async Task A_list_is_newest_first_with_files_in_their_order()
    {
        await using var world = await StartAsync();
        var added = new List<UploadGroup>();
        for (var i = 0; i < 5; i++)
        {
            added.Add(await world.AddAsync("right", "left", "audio"));
        }

        var listed = await world.Catalog.ListAsync(Everything, Ct);

        Assert.Equal(added.AsEnumerable().Reverse().Select(Text), listed.Select(Text));
    }

    [Fact]
    public async Task Pages_join_without_a_gap_or_a_repeat_while_groups_are_added()
    {
        await using var world = await StartAsync();
        var expected = new List<Guid>();
        for (var i = 0; i < 10; i++)
        {
            expected.Insert(0, (await world.AddAsync("left", "right")).Id);
        }

        var seen = new List<Guid>();
        while (await world.Catalog.ListAsync(Everything with { Before = seen is [] ? null : seen[^1], Limit = 3 }, Ct) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(group => group.Id));
            await world.AddAsync();
        }

        Assert.Equal(expected, seen);
    }

    [Fact]
    public async Task A_list_keeps_to_its_project_and_dialect()
    {
        await using var world = await StartAsync();
        await world.Catalog.AddAsync(world.NewGroupIn("other", Dialect), null, Ct);
        await world.Catalog.AddAsync(world.NewGroupIn(Project, "gjirafa"), null, Ct);
        var ours = await world.AddAsync();

        Assert.Equal(ours.Id, Assert.Single(await world.Catalog.ListAsync(Everything, Ct)).Id);
    }

    [Fact]
    public async Task A_list_shows_the_state_that_is_asked_for()
    {
        await using var world = await StartAsync();
        var pending = await world.AddAsync("left", "right");
        var started = await world.Catalog.ChangeAsync(
            (await world.AddAsync("left", "right")).Address, group => Replace(group, 1, file => file with { State = FileState.Uploading }), Ct);
        var completed = await world.CompleteAllAsync(await world.AddAsync());
        var canceled = await world.CloseAsync(await world.AddAsync(), GroupState.Canceled);
        var expired = await world.CloseAsync(await world.AddAsync(), GroupState.Expired);

        await ShowsAsync(null, null, expired, canceled, completed, started, pending);
        await ShowsAsync(GroupState.Open, null, started, pending);
        await ShowsAsync(GroupState.Open, true, started);
        await ShowsAsync(GroupState.Open, false, pending);
        await ShowsAsync(GroupState.Completed, null, completed);
        await ShowsAsync(GroupState.Completed, false, completed);
        await ShowsAsync(GroupState.Canceled, null, canceled);
        await ShowsAsync(GroupState.Expired, true, expired);
        await ShowsAsync(null, true, expired, canceled, completed, started);
        await ShowsAsync(null, false, expired, canceled, completed, pending);

        async Task ShowsAsync(GroupState? state, bool? begun, params UploadGroup[] expected)
        {
            var listed = await world.Catalog.ListAsync(Everything with { State = state, Started = begun }, Ct);
            Assert.Equal(expected.Select(Text), listed.Select(Text));
            var second = await world.Catalog.ListAsync(Everything with { State = state, Started = begun, Before = expected[0].Id, Limit = 1 }, Ct);
            Assert.Equal(expected.Skip(1).Take(1).Select(Text), second.Select(Text));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    public async Task A_limit_out_of_bounds_is_a_fault_of_the_caller(int limit)
    {
        await using var world = await StartAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => world.Catalog.ListAsync(Everything with { Limit = limit }, Ct));
    }
}
