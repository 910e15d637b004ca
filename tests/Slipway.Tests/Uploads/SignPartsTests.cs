using Slipway.Core.Uploads;
using Slipway.Tests.Support;

namespace Slipway.Tests.Uploads;

public sealed class SignPartsTests
{
    private readonly UploadsWorld _world = new();

    [Fact]
    public async Task The_first_request_starts_the_upload_and_no_other_does()
    {
        var group = await _world.StartAsync(3);

        var first = await _world.SignAsync(group);
        var version = _world.Catalog.Look(group.Address).Version;
        var second = await _world.SignAsync(group);

        Assert.Equal(FileState.Uploading, first.File.State);
        Assert.Equal([1, 2, 3], first.PartNumbers);
        Assert.Equal(first.File.StoreUploadId, second.File.StoreUploadId);
        Assert.Equal(1, _world.Store.Started);
        Assert.Equal(version, _world.Catalog.Look(group.Address).Version); // the second wrote nothing
    }

    [Fact]
    public async Task How_long_the_last_URL_may_be_used_is_known_before_it_is_handed_out()
    {
        var group = await _world.StartAsync(3);

        for (var hours = 0; hours < 24 * 5; hours += 5)
        {
            var signed = await _world.SignAsync(group);
            Assert.True(_world.Catalog.Look(group.Address).Files[0].UrlsGoodUntil >= signed.Window.ExpiresAt);
            Assert.True(signed.Window.ExpiresAt <= group.ExpiresAt);
            _world.Time.Advance(TimeSpan.FromHours(5));
        }
    }

    [Fact]
    public async Task Of_two_first_requests_at_once_one_upload_is_kept_and_the_other_aborted()
    {
        var group = await _world.StartAsync(3);
        SignedFile? between = null;
        _world.Boundaries.Once("store.start:after", async () => between = await _world.SignAsync(group));

        var signed = await _world.SignAsync(group);

        Assert.Equal(2, _world.Store.Started);
        Assert.Equal(between!.File.StoreUploadId, signed.File.StoreUploadId);
        Assert.Equal(signed.File.StoreUploadId, Assert.Single(_world.Store.UploadIds));
        Assert.True(_world.Store.Holds(signed.File.StoreUpload!.Value));
    }

    [Fact]
    public async Task A_group_canceled_while_the_upload_starts_leaves_no_upload()
    {
        var group = await _world.StartAsync(3);
        _world.Boundaries.Once("store.start:after", () => _world.CancelAsync(group));

        var refused = await UploadsWorld.RefusedAsync(() => _world.SignAsync(group));

        Assert.Equal("group_canceled", refused.Code);
        Assert.Equal(1, _world.Store.Started);
        Invariants.HoldAtRest(_world);
    }

    [Fact]
    public async Task A_deadline_that_passes_while_the_upload_starts_leaves_no_upload()
    {
        var group = await _world.StartAsync(3);
        _world.Boundaries.Once("store.start:after", () =>
        {
            _world.Time.Advance(_world.Options.GroupLife);
            return Task.CompletedTask;
        });

        var refused = await UploadsWorld.RefusedAsync(() => _world.SignAsync(group));

        Assert.Equal(Refusal.Expired, refused.Refusal);
        Assert.Empty(_world.Store.UploadIds);
    }

    [Theory]
    [InlineData("catalog.change:before", false)]
    [InlineData("catalog.change:after", true)] // the row was written, and only the answer says otherwise
    public async Task A_catalog_that_cannot_be_reached_costs_no_upload(string place, bool recorded)
    {
        var group = await _world.StartAsync(3);
        _world.Boundaries.Once(place, () => throw new UploadRefusedException(UploadError.Unavailable("The catalog is away.")));

        await UploadsWorld.RefusedAsync(() => _world.SignAsync(group));
        Assert.Equal(recorded, _world.Catalog.Look(group.Address).Files[0].StoreUploadId is not null);
        var signed = await _world.SignAsync(group);

        Assert.True(_world.Store.Holds(signed.File.StoreUpload!.Value));
    }

    [Fact]
    public async Task An_upload_that_a_crash_left_unrecorded_is_known_to_be_nobodys()
    {
        var group = await _world.StartAsync(3);
        _world.Boundaries.CrashOnce("store.start:after");
        await Assert.ThrowsAsync<PowerCutException>(() => _world.SignAsync(group));

        var signed = await _world.SignAsync(group);

        var live = await _world.Catalog.FindLiveStoreUploadsAsync(_world.Store.UploadIds, TestContext.Current.CancellationToken);
        Assert.Equal(2, _world.Store.UploadIds.Count);
        Assert.Equal([signed.File.StoreUploadId!], live);
    }

    [Fact]
    public async Task A_refused_selection_leaves_everything_as_it_was()
    {
        var group = await _world.StartAsync(3);
        var sign = new SignParts(_world.Catalog, _world.Store, _world.Options, _world.Time);

        var refused = await UploadsWorld.RefusedAsync(() => sign.RunAsync(
            group.Address,
            group.Files[0].Id,
            plan => throw new UploadRefusedException(UploadError.UnknownPart(4, plan.Count)),
            UploadsWorld.Endpoint,
            TestContext.Current.CancellationToken));

        Assert.Equal("unknown_part", refused.Code);
        Assert.Equal(0, _world.Store.Started);
        Assert.Equal(FileState.Pending, _world.Catalog.Look(group.Address).Files[0].State);
    }

    [Fact]
    public async Task A_file_whose_completion_crashed_takes_parts_again()
    {
        var (group, tokens) = await _world.StartUploadedAsync(3);
        _world.Boundaries.CrashOnce("store.complete:before");
        await Assert.ThrowsAsync<PowerCutException>(() => _world.CompleteAsync(group, 0, tokens[0]));

        var signed = await _world.SignAsync(group);

        Assert.Equal(FileState.Completing, signed.File.State);
        Assert.NotEqual("no such upload", _world.PutPart(signed.File, 2));
    }

    [Fact]
    public async Task A_completed_file_takes_no_more_parts()
    {
        var (group, tokens) = await _world.StartUploadedAsync(3, 1);
        await _world.CompleteAsync(group, 0, tokens[0]);

        Assert.Equal("file_completed", (await UploadsWorld.RefusedAsync(() => _world.SignAsync(group))).Code);
    }

    [Fact]
    public async Task A_closed_group_is_refused_with_what_it_became()
    {
        var canceled = await _world.StartAsync(1);
        await _world.CancelAsync(canceled);
        var (completed, tokens) = await _world.StartUploadedAsync(1);
        await _world.CompleteAsync(completed, 0, tokens[0]);
        var overdue = await _world.StartAsync(1);
        _world.Time.Advance(_world.Options.GroupLife);

        Assert.Equal("group_canceled", (await UploadsWorld.RefusedAsync(() => _world.SignAsync(canceled))).Code);
        Assert.Equal("group_completed", (await UploadsWorld.RefusedAsync(() => _world.SignAsync(completed))).Code);
        Assert.Equal("group_expired", (await UploadsWorld.RefusedAsync(() => _world.SignAsync(overdue))).Code);
    }

    [Fact]
    public async Task What_belongs_to_others_does_not_exist()
    {
        var group = await _world.StartAsync(1);
        var other = await _world.StartAsync(1);

        GroupAddress[] foreign = [group.Address with { Project = "other" }, group.Address with { Dialect = "other" }, group.Address with { Id = Guid.Empty }];
        foreach (var address in foreign)
        {
            Assert.Equal(Refusal.NotFound, (await UploadsWorld.RefusedAsync(() => _world.SignAsync(group with { Address = address }))).Refusal);
        }

        Assert.Equal(Refusal.NotFound, (await UploadsWorld.RefusedAsync(() => _world.SignAsync(group with { Files = other.Files }))).Refusal);
    }
}
