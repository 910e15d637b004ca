using System.Collections.Immutable;
using Slipway.Core.Objects;
using Slipway.Core.Uploads;
using Slipway.Tests.Support;

namespace Slipway.Tests.Uploads;

public sealed class RecoverGroupsTests
{
    private readonly UploadsWorld _world = new();

    [Fact]
    public async Task A_claim_is_left_alone_until_its_lease_is_over()
    {
        var (group, _) = await ClaimedAsync(PartTokens.Of);

        _world.Time.Advance(_world.Options.CompletionLease - TimeSpan.FromTicks(1));
        Assert.Equal(0, await _world.RecoverAsync());

        _world.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(1, await _world.RecoverAsync());
        Assert.Equal(GroupState.Completed, _world.Catalog.Look(group.Address).State);
        Assert.Equal(0, await _world.RecoverAsync());
        Invariants.HoldAtRest(_world);
    }

    [Fact]
    public async Task A_claim_whose_parts_do_not_make_the_file_is_given_back()
    {
        var (group, tokens) = await ClaimedAsync(_ => PartTokens.Of((1, "stale"), (2, "stale")));

        _world.Time.Advance(_world.Options.CompletionLease);
        Assert.Equal(1, await _world.RecoverAsync());

        Assert.Equal(FileState.Uploading, _world.Catalog.Look(group.Address).Files[0].State);
        Assert.Equal(0, await _world.RecoverAsync());
        Assert.Equal(GroupState.Completed, (await _world.CompleteAsync(group, 0, tokens)).State);
    }

    [Fact]
    public async Task A_claim_on_the_stores_own_list_is_taken_up_as_such()
    {
        var (group, _) = await _world.StartUploadedAsync(2);
        _world.Boundaries.CrashOnce("store.complete:before");
        await Assert.ThrowsAsync<PowerCutException>(() => _world.CompleteAsync(group, 0, Completion.FromStorage));

        _world.Time.Advance(_world.Options.CompletionLease);
        await _world.RecoverAsync();

        Assert.Equal(GroupState.Completed, _world.Catalog.Look(group.Address).State);
    }

    [Fact]
    public async Task A_group_that_is_whole_but_open_is_completed()
    {
        // No verb leads here; a restored backup or a hand in the database may.
        var group = await _world.StartAsync(1, 1);
        await _world.Catalog.ChangeAsync(
            group.Address,
            current => current with
            {
                Files = [.. current.Files.Select(file => file with { State = FileState.Completed, Stored = new StoredObject(3, "e", null) })],
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(1, await _world.RecoverAsync());

        var completed = _world.Catalog.Look(group.Address);
        Assert.Equal((GroupState.Completed, 1), (completed.State, completed.LibraryId));
        Assert.Single(_world.Catalog.Jobs);
    }

    [Fact]
    public async Task A_claim_in_a_group_whose_deadline_passed_is_left_to_expiry()
    {
        var (group, _) = await ClaimedAsync(PartTokens.Of);
        _world.Time.Advance(_world.Options.GroupLife);

        await _world.RecoverAsync();
        Assert.Equal(FileState.Completing, _world.Catalog.Look(group.Address).Files[0].State);

        await _world.ExpireAsync();
        Invariants.HoldAtRest(_world);
    }

    [Fact]
    public async Task A_store_that_is_away_leaves_the_claim_to_the_next_round()
    {
        var (group, _) = await ClaimedAsync(PartTokens.Of);
        _world.Time.Advance(_world.Options.CompletionLease);
        _world.Boundaries.Once("store.complete:before", () => throw new UploadRefusedException(UploadError.Unavailable("The store is away.")));
        await _world.RecoverAsync();
        Assert.Equal(FileState.Completing, _world.Catalog.Look(group.Address).Files[0].State);

        _world.Time.Advance(_world.Options.CompletionLease);
        await _world.RecoverAsync();

        Assert.Equal(GroupState.Completed, _world.Catalog.Look(group.Address).State);
    }

    // A file of two parts whose completion crashed before the store was asked.
    private async Task<(UploadGroup Group, PartTokens Tokens)> ClaimedAsync(Func<IEnumerable<(int, string)>, PartTokens> claim)
    {
        var group = await _world.StartAsync(2);
        var file = (await _world.SignAsync(group)).File;
        ImmutableArray<(int, string)> parts = [(1, _world.PutPart(file, 1)), (2, _world.PutPart(file, 2))];
        _world.Boundaries.CrashOnce("store.complete:before");
        await Assert.ThrowsAsync<PowerCutException>(() => _world.CompleteAsync(group, 0, claim(parts)));
        return (group, PartTokens.Of(parts));
    }
}
