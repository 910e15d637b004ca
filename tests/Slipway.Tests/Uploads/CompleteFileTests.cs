using Slipway.Core.Uploads;
using Slipway.Tests.Support;

namespace Slipway.Tests.Uploads;

public sealed class CompleteFileTests
{
    private readonly UploadsWorld _world = new();

    [Fact]
    public async Task The_last_file_completes_the_group_and_hands_it_over()
    {
        var (group, tokens) = await _world.StartUploadedAsync(3, 1);

        var first = await _world.CompleteAsync(group, 0, tokens[0]);
        var last = await _world.CompleteAsync(group, 1, tokens[1]);

        Assert.Equal((FileState.Completed, GroupState.Open, null), (first.Files[0].State, first.State, first.LibraryId));
        Assert.Equal((FileState.Completed, GroupState.Completed), (last.Files[1].State, last.State));
        var item = Assert.Single(_world.Catalog.Items);
        Assert.Equal(item.Id, last.LibraryId);
        Assert.Equal([23, 3], item.Files.Select(file => file.Stored.Bytes));
        Assert.Equal((item.Id, group.Id), (Assert.Single(_world.Catalog.Jobs).LibraryId, item.GroupId));
        Invariants.HoldAtRest(_world);
    }

    [Fact]
    public async Task Repeating_a_completion_answers_the_same_whatever_it_lists()
    {
        var (group, tokens) = await _world.StartUploadedAsync(3, 1);
        await _world.CompleteAsync(group, 0, tokens[0]);
        var last = await _world.CompleteAsync(group, 1, tokens[1]);

        Completion[] repeats = [Completion.Whole(tokens[0]), Completion.Unlisted, Completion.FromStorage, Completion.Whole(PartTokens.Of((99, "x")))];
        foreach (var repeat in repeats)
        {
            Assert.Equal(last, await _world.CompleteAsync(group, 0, repeat)); // of the other file too: with the library id
        }

        Assert.Single(_world.Catalog.Items);
    }

    [Fact]
    public async Task A_missing_part_is_refused_and_the_file_goes_on()
    {
        var group = await _world.StartAsync(13);
        var file = (await _world.SignAsync(group)).File;
        var tokens = Enumerable.Range(1, 13).Select(number => (number, _world.PutPart(file, number))).ToList();

        var refused = await UploadsWorld.RefusedAsync(() => _world.CompleteAsync(group, 0, PartTokens.Of(tokens[..12])));
        Assert.Equal("missing_parts", refused.Code);
        Assert.Equal(file, _world.Catalog.Look(group.Address).Files[0]);

        Assert.Equal(GroupState.Completed, (await _world.CompleteAsync(group, 0, PartTokens.Of(tokens))).State);
    }

    [Fact]
    public async Task A_stale_token_is_refused_and_mended_with_the_newest_one()
    {
        var (group, tokens) = await _world.StartUploadedAsync(1);
        var newest = _world.PutPart(_world.Catalog.Look(group.Address).Files[0], 1);

        var refused = await UploadsWorld.RefusedAsync(() => _world.CompleteAsync(group, 0, tokens[0]));
        Assert.Equal((Refusal.StorageRefused, "invalid_part"), (refused.Refusal, refused.Code));
        var file = _world.Catalog.Look(group.Address).Files[0];
        Assert.Equal((FileState.Uploading, null, null), (file.State, file.ClaimedTokens, file.LeaseUntil));

        Assert.Equal(GroupState.Completed, (await _world.CompleteAsync(group, 0, PartTokens.Of((1, newest)))).State);
    }

    [Fact]
    public async Task A_file_of_which_no_URL_was_issued_has_no_parts()
    {
        var group = await _world.StartAsync(1);

        foreach (var completion in new[] { Completion.FromStorage, Completion.Unlisted, Completion.Whole(PartTokens.Of((1, "x"))) })
        {
            Assert.Equal("parts_not_stored", (await UploadsWorld.RefusedAsync(() => _world.CompleteAsync(group, 0, completion))).Code);
        }

        Assert.Equal(FileState.Pending, _world.Catalog.Look(group.Address).Files[0].State);
    }

    [Fact]
    public async Task The_stores_own_list_completes_a_file_when_it_is_whole()
    {
        var group = await _world.StartAsync(2);
        var file = (await _world.SignAsync(group)).File;
        _world.PutPart(file, 1);

        Assert.Equal("parts_not_stored", (await UploadsWorld.RefusedAsync(() => _world.CompleteAsync(group, 0, Completion.FromStorage))).Code);
        Assert.Equal(FileState.Uploading, _world.Catalog.Look(group.Address).Files[0].State);
        _world.PutPart(file, 2);

        Assert.Equal(GroupState.Completed, (await _world.CompleteAsync(group, 0, Completion.FromStorage)).State);
    }

    [Fact]
    public async Task Naming_no_parts_is_enough_for_a_file_of_one_and_for_no_other()
    {
        var (group, _) = await _world.StartUploadedAsync(2, 1, 1);

        Assert.Equal("missing_parts", (await UploadsWorld.RefusedAsync(() => _world.CompleteAsync(group, 0, Completion.Unlisted))).Code);
        Assert.Equal("missing_parts", (await UploadsWorld.RefusedAsync(() => _world.CompleteAsync(group, 0, PartTokens.Of()))).Code);

        Assert.Equal(FileState.Completed, (await _world.CompleteAsync(group, 1, Completion.Unlisted)).Files[1].State);
        Assert.Equal(FileState.Completed, (await _world.CompleteAsync(group, 2, PartTokens.Of())).Files[2].State);
    }

    [Fact]
    public async Task Fifty_last_completions_at_once_make_one_library_item()
    {
        var (group, tokens) = await _world.StartUploadedAsync(1, 3);
        await _world.CompleteAsync(group, 0, tokens[0]);
        _world.Boundaries.Every = async _ => await Task.Yield();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => _world.CompleteAsync(group, 1, tokens[1]))));

        Assert.Equal(1, Assert.Single(answers.Select(answer => answer.LibraryId).Distinct()));
        Assert.All(answers, answer => Assert.Equal(GroupState.Completed, answer.State));
        Invariants.HoldAtRest(_world);
    }

    [Fact]
    public async Task Two_last_files_at_once_complete_each_of_200_groups_once()
    {
        var groups = new List<(UploadGroup Group, PartTokens[] Tokens)>();
        for (var i = 0; i < 200; i++)
        {
            groups.Add(await _world.StartUploadedAsync(1, 1));
        }

        _world.Boundaries.Every = async _ => await Task.Yield();
        await Task.WhenAll(groups.SelectMany(each => each.Tokens.Select((tokens, file) => Task.Run(() => _world.CompleteAsync(each.Group, file, tokens)))));

        Assert.Equal(200, _world.Catalog.Items.Count);
        Invariants.HoldAtRest(_world);
    }

    [Fact]
    public async Task A_later_claim_that_is_refused_does_not_undo_an_earlier_one()
    {
        var (group, tokens) = await _world.StartUploadedAsync(2);
        UploadError? refused = null;
        _world.Boundaries.Once("store.complete:before", async () =>
            refused = await UploadsWorld.RefusedAsync(() => _world.CompleteAsync(group, 0, PartTokens.Of((1, "stale"), (2, "stale")))));

        var completed = await _world.CompleteAsync(group, 0, tokens[0]);

        Assert.Equal("invalid_part", refused!.Code);
        Assert.Equal((FileState.Completed, GroupState.Completed), (completed.Files[0].State, completed.State));
        Invariants.HoldAtRest(_world);
    }

    [Fact]
    public async Task An_earlier_claim_that_is_refused_leaves_a_later_one_alone()
    {
        var (group, tokens) = await _world.StartUploadedAsync(2);
        _world.Boundaries.Once("store.complete:before", async () =>
        {
            _world.Boundaries.CrashOnce("store.complete:before");
            await Assert.ThrowsAsync<PowerCutException>(() => _world.CompleteAsync(group, 0, tokens[0]));
        });

        var refused = await UploadsWorld.RefusedAsync(() => _world.CompleteAsync(group, 0, PartTokens.Of((1, "stale"), (2, "stale"))));

        Assert.Equal("invalid_part", refused.Code);
        Assert.Equal(FileState.Completing, _world.Catalog.Look(group.Address).Files[0].State);
        _world.Time.Advance(_world.Options.CompletionLease);
        Assert.Equal(1, await _world.RecoverAsync());
        Assert.Equal(GroupState.Completed, _world.Catalog.Look(group.Address).State);
    }

    [Fact]
    public async Task A_stale_completion_after_the_object_was_made_is_told_of_it()
    {
        var (group, tokens) = await _world.StartUploadedAsync(2);
        _world.Boundaries.Once("store.complete:before", () => _world.CompleteAsync(group, 0, tokens[0]));

        var answer = await _world.CompleteAsync(group, 0, PartTokens.Of((1, "stale"), (2, "stale")));

        Assert.Equal(GroupState.Completed, answer.State);
        Assert.Single(_world.Catalog.Items);
    }

    [Fact]
    public async Task An_upload_and_an_object_that_are_both_gone_fail_the_file_and_cancel_clears_it()
    {
        var (group, tokens) = await _world.StartUploadedAsync(2, 1);
        _world.Store.Lose(_world.Catalog.Look(group.Address).Files[0].StoreUploadId!);

        var refused = await UploadsWorld.RefusedAsync(() => _world.CompleteAsync(group, 0, tokens[0]));

        Assert.Equal((Refusal.StorageRefused, "file_lost"), (refused.Refusal, refused.Code));
        Assert.Equal(FileState.Failed, _world.Catalog.Look(group.Address).Files[0].State);
        Assert.Equal("file_failed", (await UploadsWorld.RefusedAsync(() => _world.CompleteAsync(group, 0, tokens[0]))).Code);
        Assert.Equal("file_failed", (await UploadsWorld.RefusedAsync(() => _world.SignAsync(group))).Code);
        await _world.CancelAsync(group);
        Invariants.HoldAtRest(_world);
    }

    [Theory]
    [InlineData(29)]
    [InlineData(31)]
    public async Task An_object_of_another_size_than_declared_never_completes_its_file(long declared)
    {
        var group = await _world.StartAsync(null, PartPlan.ClientPlanned(3, declared)); // three parts of 10
        var tokens = await _world.UploadAsync(group);

        var refused = await UploadsWorld.RefusedAsync(() => _world.CompleteAsync(group, 0, tokens));

        Assert.Equal((Refusal.StorageRefused, "size_mismatch"), (refused.Refusal, refused.Code));
        // Its upload has become the object, so no part can be sent again: open for parts would be a lie.
        Assert.Equal("file_failed", (await UploadsWorld.RefusedAsync(() => _world.SignAsync(group))).Code);
        Assert.Equal("file_failed", (await UploadsWorld.RefusedAsync(() => _world.CompleteAsync(group, 0, tokens))).Code);
        await _world.CancelAsync(group);
        Invariants.HoldAtRest(_world);
    }

    [Fact]
    public async Task A_client_planned_file_without_a_declared_size_has_the_size_it_has()
    {
        var group = await _world.StartAsync(null, PartPlan.ClientPlanned(3, null));

        var completed = await _world.CompleteAsync(group, 0, await _world.UploadAsync(group));

        Assert.Equal(30, completed.Files[0].Stored!.Bytes);
    }

    [Fact]
    public async Task After_the_deadline_nothing_completes_even_before_a_sweeper_comes_by()
    {
        var (group, tokens) = await _world.StartUploadedAsync(1);
        _world.Time.Advance(_world.Options.GroupLife);

        Assert.Equal(Refusal.Expired, (await UploadsWorld.RefusedAsync(() => _world.CompleteAsync(group, 0, tokens[0]))).Refusal);
        Assert.Equal(FileState.Uploading, _world.Catalog.Look(group.Address).Files[0].State);
    }

    [Fact]
    public async Task What_belongs_to_others_cannot_be_completed()
    {
        var (group, tokens) = await _world.StartUploadedAsync(1);
        var foreign = group with { Address = group.Address with { Project = "other" } };

        Assert.Equal(Refusal.NotFound, (await UploadsWorld.RefusedAsync(() => _world.CompleteAsync(foreign, 0, tokens[0]))).Refusal);
    }
}
