using Slipway.Core.Objects;
using Slipway.Core.Uploads;
using Slipway.Tests.Support;

namespace Slipway.Tests.Uploads;

public sealed class StartGroupTests
{
    private readonly UploadsWorld _world = new();

    [Fact]
    public async Task A_group_starts_open_with_pending_files_and_a_deadline()
    {
        var group = await _world.StartAsync(3, 1);

        Assert.Equal(GroupState.Open, group.State);
        Assert.Equal(_world.Time.GetUtcNow() + TimeSpan.FromDays(5), group.ExpiresAt);
        Assert.All(group.Files, file => Assert.Equal(FileState.Pending, file.State));
        Assert.Equal(["file-0.mov", "file-1.mov"], group.Files.Select(file => file.Name));
        Assert.Equal([3, 1], group.Files.Select(file => file.Plan.Count));
    }

    [Fact]
    public async Task Nothing_is_asked_of_the_store()
    {
        var places = new List<string>();
        _world.Boundaries.Every = place =>
        {
            places.Add(place);
            return Task.CompletedTask;
        };

        await _world.StartAsync(3, 1);

        Assert.Equal(["catalog.add:before", "catalog.add:after"], places);
    }

    [Fact]
    public async Task An_object_key_cannot_be_guessed_from_ids()
    {
        var group = await _world.StartAsync(1, 1);

        Assert.All(group.Files, file => Assert.Matches($"^project/{group.Id}/{file.Id}/[A-Za-z0-9]{{21}}\\.mov$", file.Key.Text));
        Assert.All(group.Files, file => Assert.True(ObjectKey.IsValid(file.Key.Text)));
        Assert.Equal(2, group.Files.Select(file => file.Key.Text[^25..]).Distinct().Count());
    }

    [Fact]
    public async Task The_same_idempotency_key_starts_one_group()
    {
        var claim = new IdempotencyClaim("key", new byte[] { 1 });

        var first = await _world.StartAsync(claim, PartPlan.ClientPlanned(1, 10));
        var second = await _world.StartAsync(claim with { RequestHash = new byte[] { 1 } }, PartPlan.ClientPlanned(1, 10));

        Assert.Equal(first.Id, second.Id);
        Assert.Single(_world.Catalog.Groups);
    }

    [Fact]
    public async Task The_same_idempotency_key_with_another_request_is_refused_and_names_the_first_group()
    {
        var first = await _world.StartAsync(new IdempotencyClaim("key", new byte[] { 1 }), PartPlan.ClientPlanned(1, 10));

        var refused = await UploadsWorld.RefusedAsync(() =>
            _world.StartAsync(new IdempotencyClaim("key", new byte[] { 2 }), PartPlan.ClientPlanned(1, 11)));

        Assert.Equal((Refusal.IdempotencyKeyReused, first.Id), (refused.Refusal, refused.GroupId));
        Assert.Single(_world.Catalog.Groups);
    }

    [Fact]
    public async Task A_start_whose_answer_was_lost_is_repeated_with_its_idempotency_key()
    {
        var claim = new IdempotencyClaim("key", new byte[] { 1 });
        _world.Boundaries.FailOnce("catalog.add:after");
        await Assert.ThrowsAsync<IOException>(() => _world.StartAsync(claim, PartPlan.ClientPlanned(1, 10)));

        var repeated = await _world.StartAsync(claim, PartPlan.ClientPlanned(1, 10));

        Assert.Equal(repeated.Id, Assert.Single(_world.Catalog.Groups).Id);
    }
}
