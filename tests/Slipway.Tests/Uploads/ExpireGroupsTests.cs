using Slipway.Core.Uploads;
using Slipway.Tests.Support;

namespace Slipway.Tests.Uploads;

public sealed class ExpireGroupsTests
{
    private readonly UploadsWorld _world = new();

    [Fact]
    public async Task A_group_expires_at_its_deadline_and_not_a_tick_before()
    {
        var (group, _) = await _world.StartUploadedAsync(1, 1);

        _world.Time.Advance(_world.Options.GroupLife - TimeSpan.FromTicks(1));
        Assert.Equal(0, await _world.ExpireAsync());
        Assert.Equal(GroupState.Open, _world.Catalog.Look(group.Address).State);

        _world.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(1, await _world.ExpireAsync());
        var expired = _world.Catalog.Look(group.Address);
        Assert.Equal((GroupState.Expired, group.ExpiresAt), (expired.State, expired.ClosedAt));
        Assert.All(expired.Files, file => Assert.Equal(FileState.Expired, file.State));
        Invariants.HoldAtRest(_world);
    }

    [Fact]
    public async Task A_backlog_is_closed_in_batches()
    {
        for (var i = 0; i < 250; i++)
        {
            await _world.StartAsync(1);
        }

        var batches = 0;
        _world.Boundaries.Every = place =>
        {
            batches += place == "catalog.overdue:before" ? 1 : 0;
            return Task.CompletedTask;
        };
        _world.Time.Advance(_world.Options.GroupLife);

        Assert.Equal(250, await _world.ExpireAsync());
        Assert.Equal(4, batches); // 100, 100, 50, none
        Assert.All(_world.Catalog.Groups, group => Assert.Equal(GroupState.Expired, group.State));
        Assert.Equal(0, await _world.ExpireAsync());
        Assert.Equal(250, _world.Catalog.Events.Count);
    }

    [Fact]
    public async Task A_clock_that_jumped_ahead_and_was_put_right_before_the_lock_expires_nothing()
    {
        var group = await _world.StartAsync(1);
        _world.Time.Advance(TimeSpan.FromDays(6));
        _world.Boundaries.Once("catalog.overdue:after", () =>
        {
            _world.Time.Advance(-TimeSpan.FromDays(6));
            return Task.CompletedTask;
        });

        Assert.Equal(0, await _world.ExpireAsync());
        Assert.Equal(GroupState.Open, _world.Catalog.Look(group.Address).State);
    }

    [Fact]
    public async Task A_clock_that_is_put_back_brings_no_group_back()
    {
        var (group, tokens) = await _world.StartUploadedAsync(1);
        _world.Time.Advance(_world.Options.GroupLife);
        await _world.ExpireAsync();

        _world.Time.Advance(-TimeSpan.FromDays(5));

        Assert.Equal("group_expired", (await UploadsWorld.RefusedAsync(() => _world.SignAsync(group))).Code);
        Assert.Equal("group_expired", (await UploadsWorld.RefusedAsync(() => _world.CompleteAsync(group, 0, tokens[0]))).Code);
        Assert.Equal(GroupState.Expired, (await _world.CancelAsync(group)).State);
        Invariants.HoldAtRest(_world);
    }

    [Fact]
    public async Task However_the_clock_jumps_no_group_expires_before_its_deadline()
    {
        var random = new Random(12);
        var jumps = new[] { TimeSpan.FromHours(1), TimeSpan.FromDays(5), TimeSpan.FromMinutes(59), TimeSpan.FromTicks(1), TimeSpan.FromDays(4383) };
        for (var i = 0; i < 500; i++)
        {
            await _world.StartAsync(1);
            _world.Time.Advance(jumps[random.Next(jumps.Length)] * (random.Next(2) == 0 ? 1 : -1));
            if (_world.Time.GetUtcNow().Year is < 1980 or > 2100)
            {
                _world.Time.Advance(new DateTimeOffset(2038, 1, 19, 3, 14, 7, TimeSpan.Zero) - _world.Time.GetUtcNow());
            }

            await _world.ExpireAsync();
            Invariants.HoldAtRest(_world);
        }

        Assert.Contains(_world.Catalog.Groups, group => group.State == GroupState.Open);
        Assert.Contains(_world.Catalog.Groups, group => group.State == GroupState.Expired);
    }

    [Fact]
    public async Task A_completed_group_never_expires()
    {
        var (group, tokens) = await _world.StartUploadedAsync(1);
        await _world.CompleteAsync(group, 0, tokens[0]);
        _world.Time.Advance(TimeSpan.FromDays(365));

        Assert.Equal(0, await _world.ExpireAsync());
        Assert.True(_world.Store.Holds(group.Files[0].Key));
        Invariants.HoldAtRest(_world);
    }

    [Fact]
    public async Task Two_sweepers_at_once_are_one_transition_and_one_event()
    {
        var (group, _) = await _world.StartUploadedAsync(1);
        _world.Time.Advance(_world.Options.GroupLife);
        _world.Boundaries.Once("catalog.overdue:after", () => _world.ExpireAsync());

        await _world.ExpireAsync();

        Assert.Equal([(group.Id, "group.expired")], _world.Catalog.Events);
        Invariants.HoldAtRest(_world);
    }

    [Fact]
    public async Task A_store_that_is_away_does_not_keep_groups_open()
    {
        await _world.StartUploadedAsync(1);
        await _world.StartUploadedAsync(1);
        _world.Time.Advance(_world.Options.GroupLife);
        _world.Boundaries.FailOnce("store.abort:before");
        _world.Boundaries.FailOnce("store.abort:before");

        Assert.Equal(2, await _world.ExpireAsync());

        Assert.Equal(2, _world.Store.UploadIds.Count);
        Assert.Equal(2, await _world.PurgeAsync());
        Invariants.HoldAtRest(_world);
    }
}
