using Slipway.Core.Uploads;
using Slipway.Tests.Support;

namespace Slipway.Tests.Uploads;

/// <summary>A completion that is cut short between any two of its effects, or overtaken there.</summary>
public sealed class CompleteFileCrashTests
{
    private readonly UploadsWorld _world = new();

    /// <summary>The effects of a completion in their order: claim, assemble, confirm.</summary>
    public static TheoryData<string, int> EveryInstant() => new()
    {
        { "catalog.change:before", 1 },
        { "catalog.change:after", 1 },
        { "store.complete:before", 1 },
        { "store.complete:after", 1 },
        { "catalog.change:before", 2 },
        { "catalog.change:after", 2 },
    };

    [Theory]
    [MemberData(nameof(EveryInstant))]
    public async Task A_crash_converges_when_the_client_repeats(string place, int visit)
    {
        var (group, tokens) = await _world.StartUploadedAsync(2);
        await CutAsync(place, visit, _world.Boundaries.CrashOnce, () => _world.CompleteAsync(group, 0, tokens[0]));
        Invariants.HoldNow(_world);

        var repeated = await _world.CompleteAsync(group, 0, tokens[0]);

        Assert.Equal((GroupState.Completed, 1), (repeated.State, repeated.LibraryId));
        Invariants.HoldAtRest(_world);
    }

    [Theory]
    [MemberData(nameof(EveryInstant))]
    public async Task A_lost_answer_converges_when_the_client_repeats(string place, int visit)
    {
        var (group, tokens) = await _world.StartUploadedAsync(2);
        await CutAsync(place, visit, _world.Boundaries.FailOnce, () => _world.CompleteAsync(group, 0, tokens[0]));

        var repeated = await _world.CompleteAsync(group, 0, tokens[0]);

        Assert.Equal((GroupState.Completed, 1), (repeated.State, repeated.LibraryId));
        Invariants.HoldAtRest(_world);
    }

    [Theory]
    [MemberData(nameof(EveryInstant))]
    public async Task After_the_claim_nothing_needs_the_client(string place, int visit)
    {
        var (group, tokens) = await _world.StartUploadedAsync(2);
        await CutAsync(place, visit, _world.Boundaries.CrashOnce, () => _world.CompleteAsync(group, 0, tokens[0]));
        var claimed = _world.Catalog.Look(group.Address).Files[0].State != FileState.Uploading;

        _world.Time.Advance(_world.Options.CompletionLease);
        await _world.RecoverAsync();

        Assert.Equal(claimed ? GroupState.Completed : GroupState.Open, _world.Catalog.Look(group.Address).State);
        Assert.Equal((place, visit) != ("catalog.change:before", 1), claimed);
    }

    [Theory]
    [MemberData(nameof(EveryInstant))]
    public async Task Of_complete_and_cancel_one_wins_wherever_cancel_comes_in(string place, int visit)
    {
        var (group, tokens) = await _world.StartUploadedAsync(2, 1);
        await _world.CompleteAsync(group, 1, tokens[1]);
        UploadGroup? canceled = null;
        UploadError? tooLate = null;
        At(place, visit, async () =>
        {
            try
            {
                canceled = await _world.CancelAsync(group);
            }
            catch (UploadRefusedException refused)
            {
                tooLate = refused.Error;
            }
        });

        if ((place, visit) == ("catalog.change:after", 2))
        {
            Assert.Equal(GroupState.Completed, (await _world.CompleteAsync(group, 0, tokens[0])).State);
            Assert.Equal("group_completed", tooLate!.Code);
        }
        else
        {
            var refused = await UploadsWorld.RefusedAsync(() => _world.CompleteAsync(group, 0, tokens[0]));
            Assert.Equal((Refusal.WrongState, "group_canceled"), (refused.Refusal, refused.Code));
            Assert.Equal(GroupState.Canceled, canceled!.State);
            Assert.Empty(_world.Store.Keys);
        }

        Invariants.HoldAtRest(_world);
    }

    [Theory]
    [MemberData(nameof(EveryInstant))]
    public async Task Of_complete_and_the_deadline_one_wins_wherever_it_passes(string place, int visit)
    {
        var (group, tokens) = await _world.StartUploadedAsync(2);
        At(place, visit, async () =>
        {
            _world.Time.Advance(_world.Options.GroupLife);
            await _world.ExpireAsync();
        });

        if ((place, visit) == ("catalog.change:after", 2))
        {
            Assert.Equal(GroupState.Completed, (await _world.CompleteAsync(group, 0, tokens[0])).State);
        }
        else
        {
            Assert.Equal("group_expired", (await UploadsWorld.RefusedAsync(() => _world.CompleteAsync(group, 0, tokens[0]))).Code);
            Assert.Empty(_world.Store.Keys);
        }

        Invariants.HoldAtRest(_world);
    }

    [Fact]
    public async Task An_object_that_lands_in_a_canceled_group_is_given_back_even_where_purging_missed_it()
    {
        // Purging came before the object was there, against the store's contract: the completion clears up behind itself.
        var world = new UploadsWorld(abortIsFinal: false);
        var (group, tokens) = await world.StartUploadedAsync(2);
        world.Boundaries.Once("store.complete:landing", () => world.CancelAsync(group));

        var refused = await UploadsWorld.RefusedAsync(() => world.CompleteAsync(group, 0, tokens[0]));

        Assert.Equal("group_canceled", refused.Code);
        Invariants.HoldAtRest(world);
    }

    private void At(string place, int visit, Func<Task> happens)
    {
        for (var earlier = 1; earlier < visit; earlier++)
        {
            _world.Boundaries.Once(place, () => Task.CompletedTask);
        }

        _world.Boundaries.Once(place, happens);
    }

    private async Task CutAsync(string place, int visit, Action<string> cut, Func<Task> call)
    {
        for (var earlier = 1; earlier < visit; earlier++)
        {
            _world.Boundaries.Once(place, () => Task.CompletedTask);
        }

        cut(place);
        Assert.True(await Record.ExceptionAsync(call) is PowerCutException or IOException);
    }
}
