using System.Collections.Immutable;
using Slipway.Core.Objects;
using Slipway.Core.Uploads;
using static Slipway.Tests.Contracts.CatalogWorld;

namespace Slipway.Tests.Contracts;

/// <summary>What every catalog does with one group: add, find, change.</summary>
public abstract class CatalogContract
{
    private static readonly byte[] OneRequest = [.. Enumerable.Repeat((byte)1, 32)];
    private static readonly byte[] AnotherRequest = [.. Enumerable.Repeat((byte)2, 32)];

    private protected abstract Task<CatalogWorld> StartAsync();

    [Fact]
    public async Task A_group_is_found_as_it_was_added()
    {
        await using var world = await StartAsync();
        var attributes = ImmutableSortedDictionary<string, string>.Empty.Add("layout", "side-by-side").Add("projection", "\"180°\"");
        var group = world.NewGroup("left", "right", "subtitles") with { Asset = new Asset("Überfahrt 日本 ⛵", "a 'quoted' text", "2026/summer", attributes) };
        group = Replace(group, 1, file => file with { Plan = PartPlan.ClientPlanned(3, null) });
        group = Replace(group, 2, file => file with { Language = "fr", MediaType = "text/vtt", Plan = PartPlan.ClientPlanned(1, long.MaxValue) });

        var added = await world.Catalog.AddAsync(group, null, Ct);

        Assert.Equal(Text(group with { Version = 1 }), Text(added));
        Assert.Equal(Text(added), Text(await world.Catalog.FindAsync(group.Address, Ct)));
    }

    [Fact]
    public async Task What_an_answer_says_is_what_the_next_read_says_however_fine_the_clock()
    {
        await using var world = await StartAsync();
        world.Time.Advance(TimeSpan.FromTicks(12_345_678_9));
        var added = await world.AddAsync("video");
        Assert.Equal(Text(await world.Catalog.FindAsync(added.Address, Ct)), Text(added));

        var fine = world.Time.GetUtcNow().AddTicks(1);
        var changed = await world.Catalog.ChangeAsync(
            added.Address,
            group => Replace(group, 0, file => file with { State = FileState.Uploading, UrlsGoodUntil = fine, LeaseUntil = fine }),
            Ct);

        Assert.Equal(Text(await world.Catalog.FindAsync(added.Address, Ct)), Text(changed));
        Assert.True(changed.Files[0].UrlsGoodUntil >= fine, "a URL is good until then: no part of it may be lost");
    }

    [Fact]
    public async Task A_group_is_found_only_at_its_own_address()
    {
        await using var world = await StartAsync();
        var address = (await world.AddAsync()).Address;

        Assert.Null(await world.Catalog.FindAsync(address with { Project = "other" }, Ct));
        Assert.Null(await world.Catalog.FindAsync(address with { Dialect = "gjirafa" }, Ct));
        Assert.Null(await world.Catalog.FindAsync(address with { Id = Guid.Empty }, Ct));
        Assert.NotNull(await world.Catalog.FindAsync(address, Ct));
    }

    [Fact]
    public async Task A_repeated_claim_answers_the_earlier_group_as_it_now_is_and_adds_nothing()
    {
        await using var world = await StartAsync();
        var claim = new IdempotencyClaim("start-1", OneRequest);
        var first = await world.Catalog.AddAsync(world.NewGroup("left", "right"), claim, Ct);
        var changed = await world.CompleteAsync(first, 0);

        var repeat = world.NewGroup("left", "right");
        var again = await world.Catalog.AddAsync(repeat, claim, Ct);

        Assert.Equal(Text(changed), Text(again));
        Assert.Null(await world.Catalog.FindAsync(repeat.Address, Ct));
    }

    [Fact]
    public async Task A_claim_on_a_used_key_for_another_request_is_refused_and_names_the_group()
    {
        await using var world = await StartAsync();
        var first = await world.Catalog.AddAsync(world.NewGroup(), new IdempotencyClaim("start-1", OneRequest), Ct);
        var second = world.NewGroup();

        var refused = await Assert.ThrowsAsync<UploadRefusedException>(
            () => world.Catalog.AddAsync(second, new IdempotencyClaim("start-1", AnotherRequest), Ct));

        Assert.Equal(Refusal.IdempotencyKeyReused, refused.Error.Refusal);
        Assert.Equal(first.Id, refused.Error.GroupId);
        Assert.Null(await world.Catalog.FindAsync(second.Address, Ct));
    }

    [Fact]
    public async Task The_same_key_in_another_project_is_another_claim()
    {
        await using var world = await StartAsync();
        var claim = new IdempotencyClaim("start-1", OneRequest);
        var ours = await world.Catalog.AddAsync(world.NewGroup(), claim, Ct);
        var theirs = await world.Catalog.AddAsync(world.NewGroupIn("other", Dialect), claim, Ct);

        Assert.NotEqual(ours.Id, theirs.Id);
    }

    [Fact]
    public async Task Of_many_starts_at_once_with_one_claim_all_get_the_one_group()
    {
        await using var world = await StartAsync();
        var claim = new IdempotencyClaim("start-1", OneRequest);
        var starts = Enumerable.Range(0, 32).Select(_ => world.NewGroup("left", "right")).ToList();

        var answers = await Task.WhenAll(starts.Select(group => Task.Run(() => world.Catalog.AddAsync(group, claim, Ct))));

        Assert.Single(answers.Select(group => group.Id).Distinct());
        Assert.Single(await world.Catalog.ListAsync(new GroupQuery(Project, Dialect, null, null, null, 100), Ct));
    }

    [Fact]
    public async Task A_change_is_written_and_raises_the_version_by_one()
    {
        await using var world = await StartAsync();
        var added = await world.AddAsync("left", "right");
        var tokens = PartTokens.Of((1, "one"), (2, "two"));

        var changed = await world.Catalog.ChangeAsync(
            added.Address,
            group => Replace(group, 1, file => file with
            {
                State = FileState.Completing,
                StoreUploadId = "store-1",
                UrlsGoodUntil = world.Time.GetUtcNow().AddHours(12),
                ClaimedTokens = tokens,
                Fence = 1,
                LeaseUntil = world.Time.GetUtcNow().AddMinutes(2),
            }),
            Ct);

        var found = await world.Catalog.FindAsync(added.Address, Ct);
        Assert.Equal(added.Version + 1, changed.Version);
        Assert.Equal(Text(changed), Text(found));
        Assert.Equal(tokens.Block.ToArray(), found!.Files[1].ClaimedTokens!.Block.ToArray());
        Assert.Equal(Text(added.Files[0]), Text(found.Files[0]));
    }

    [Fact]
    public async Task Every_bit_of_a_stored_checksum_survives()
    {
        await using var world = await StartAsync();
        var added = await world.AddAsync();
        var stored = new StoredObject(long.MaxValue, "\"e\"", 0xFEDC_BA98_7654_3210);

        await world.Catalog.ChangeAsync(added.Address, group => Replace(group, 0, file => file with { Stored = stored }), Ct);

        Assert.Equal(stored, (await world.Catalog.FindAsync(added.Address, Ct))!.Files[0].Stored);
    }

    [Fact]
    public async Task A_change_that_changes_nothing_is_not_a_change()
    {
        await using var world = await StartAsync();
        var added = await world.AddAsync("left", "right");

        var same = await world.Catalog.ChangeAsync(added.Address, group => group, Ct);
        var equal = await world.Catalog.ChangeAsync(added.Address, group => group with { Files = [.. group.Files.Select(file => file with { })] }, Ct);

        Assert.Equal(added.Version, same.Version);
        Assert.Equal(added.Version, equal.Version);
    }

    [Fact]
    public async Task An_exception_from_the_decision_changes_nothing_and_comes_out()
    {
        await using var world = await StartAsync();
        var added = await world.AddAsync();
        var thrown = new UploadRefusedException(UploadError.Expired());

        var caught = await Assert.ThrowsAsync<UploadRefusedException>(() => world.Catalog.ChangeAsync(added.Address, _ => throw thrown, Ct));

        Assert.Same(thrown, caught);
        Assert.Equal(Text(added), Text(await world.Catalog.FindAsync(added.Address, Ct)));
    }

    [Fact]
    public async Task A_change_of_no_group_is_refused_before_anything_is_decided()
    {
        await using var world = await StartAsync();
        var elsewhere = (await world.AddAsync()).Address with { Project = "other" };

        var refused = await Assert.ThrowsAsync<UploadRefusedException>(
            () => world.Catalog.ChangeAsync(elsewhere, _ => throw new InvalidOperationException("must not be asked"), Ct));

        Assert.Equal(Refusal.NotFound, refused.Error.Refusal);
    }

    [Fact]
    public async Task Changes_at_once_are_made_one_after_the_other()
    {
        await using var world = await StartAsync();
        var added = await world.AddAsync();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => world.Catalog.ChangeAsync(
            added.Address, group => Replace(group, 0, file => file with { Fence = file.Fence + 1 }), Ct))));

        var found = await world.Catalog.FindAsync(added.Address, Ct);
        Assert.Equal(100, found!.Files[0].Fence);
        Assert.Equal(added.Version + 100, found.Version);
    }

    [Fact]
    public async Task A_change_cannot_add_or_lose_a_file()
    {
        await using var world = await StartAsync();
        var added = await world.AddAsync("left", "right");

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => world.Catalog.ChangeAsync(added.Address, group => group with { Files = group.Files.RemoveAt(0) }, Ct));

        Assert.Equal(2, (await world.Catalog.FindAsync(added.Address, Ct))!.Files.Length);
    }

    [Fact]
    public async Task Every_answered_write_is_seen_by_the_next_read_whoever_reads()
    {
        await using var world = await StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                var group = world.NewGroupIn(Project, $"writer{writer}", "video");
                await world.Catalog.AddAsync(group, null, Ct);
                Assert.NotNull(await world.Catalog.FindAsync(group.Address, Ct));
            }
        })));
    }
}
