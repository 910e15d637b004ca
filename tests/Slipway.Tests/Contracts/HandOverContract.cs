using Dapper;
using Slipway.Core.Uploads;
using Slipway.Server.Checking;
using Slipway.Server.Database.Checking;
using static Slipway.Tests.Contracts.CatalogWorld;

namespace Slipway.Tests.Contracts;

/// <summary>What every catalog does when a group closes: one library item, one job, one event, in the same transaction.</summary>
public abstract class HandOverContract
{
    private protected abstract Task<CatalogWorld> StartAsync();

    [Fact]
    public async Task The_last_file_makes_the_library_item_the_job_and_the_event()
    {
        await using var world = await StartAsync();
        var group = await world.AddAsync("left", "right");

        var first = await world.CompleteAsync(group, 1);
        Assert.Null(first.LibraryId);
        Assert.Empty(await world.Library.ListAsync(Project, null, 10, Ct));

        var last = await world.CompleteAsync(group, 0);

        var item = Assert.Single(await world.Library.ListAsync(Project, null, 10, Ct));
        var job = Assert.Single(await world.Library.ListJobsAsync(Project, null, 10, Ct));
        Assert.Equal(GroupState.Completed, last.State);
        Assert.Equal(last.LibraryId, item.Id);
        Assert.Equal((last.LibraryId, group.Id, "queued"), (job.LibraryId, job.GroupId, job.State));
        Assert.Equal(["group.completed"], await EventsAsync(world, group));
        Assert.Equal(Text(last), Text(await world.Catalog.FindAsync(group.Address, Ct)));
    }

    [Theory]
    [InlineData(GroupState.Canceled, "group.canceled")]
    [InlineData(GroupState.Expired, "group.expired")]
    public async Task A_group_that_closes_otherwise_makes_its_event_alone(GroupState state, string kind)
    {
        await using var world = await StartAsync();
        var group = await world.AddAsync("left", "right");
        await world.CompleteAsync(group, 0);

        await world.CloseAsync(group, state);

        Assert.Equal([kind], await EventsAsync(world, group));
        Assert.Empty(await world.Library.ListAsync(Project, null, 10, Ct));
        Assert.Empty(await world.Library.ListJobsAsync(Project, null, 10, Ct));
    }

    [Fact]
    public async Task A_change_after_the_completion_hands_nothing_over_again()
    {
        await using var world = await StartAsync();
        var completed = await world.CompleteAllAsync(await world.AddAsync());

        var after = await world.Catalog.ChangeAsync(completed.Address, group => Replace(group, 0, file => file with { Fence = 9 }), Ct);

        Assert.Equal(completed.LibraryId, after.LibraryId);
        Assert.Single(await world.Library.ListAsync(Project, null, 10, Ct));
        Assert.Single(await EventsAsync(world, completed));
    }

    [Theory]
    [InlineData(200, 2)]
    [InlineData(50, 8)]
    public async Task Of_last_files_that_race_exactly_one_hands_over(int groups, int racers)
    {
        await using var world = await StartAsync();
        var roles = Enumerable.Range(0, racers).Select(i => $"file{i}").ToArray();
        for (var i = 0; i < groups; i++)
        {
            var group = await world.AddAsync(roles);
            using var start = new Barrier(racers);
            var answers = await Task.WhenAll(Enumerable.Range(0, racers).Select(file => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(Ct);
                    return world.CompleteAsync(group, file);
                },
                Ct,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap()));

            Assert.Single(answers, answer => answer.LibraryId is not null);
        }

        Assert.Equal(groups, (await world.Library.ListAsync(Project, null, 1_000, Ct)).Count);
        Assert.Equal(groups, (await world.Library.ListJobsAsync(Project, null, 1_000, Ct)).Count);
        Assert.Empty(await FindingsAsync(world));
    }

    [Fact]
    public async Task A_race_of_cancel_and_completion_ends_one_way_or_the_other()
    {
        await using var world = await StartAsync();
        for (var i = 0; i < 50; i++)
        {
            var group = await world.AddAsync();
            var completing = Task.Run(() => world.CompleteAsync(group, 0), Ct);
            var canceling = Task.Run(
                () => world.Catalog.ChangeAsync(
                    group.Address,
                    current => current.State == GroupState.Open ? current.Close(GroupState.Canceled, FileEvent.GroupCanceled, world.Time.GetUtcNow()) : current,
                    Ct),
                Ct);
            var answers = await Task.WhenAll(completing, canceling);

            var found = await world.Catalog.FindAsync(group.Address, Ct);
            Assert.All(answers, answer => Assert.Equal(found!.State, answer.State));
        }

        Assert.Empty(await FindingsAsync(world));
    }

    [Fact]
    public async Task The_checks_find_nothing_in_a_catalog_of_every_state()
    {
        await using var world = await StartAsync();
        await world.AddAsync("left", "right");
        await world.CompleteAsync(await world.AddAsync("left", "right"), 1);
        await world.CompleteAllAsync(await world.AddAsync("left", "right"));
        await world.CloseAsync(await world.AddAsync(), GroupState.Expired);
        var canceled = await world.CloseAsync(await world.AddAsync("left"), GroupState.Canceled);
        await world.Catalog.MarkPurgedAsync(canceled.Files[0].Id, world.Time.GetUtcNow(), Ct);

        Assert.Empty(await FindingsAsync(world));
    }

    [Theory]
    [InlineData("I2", "UPDATE files SET stored_bytes = stored_bytes - 1")]
    [InlineData("I3", "UPDATE files SET state = 'uploading'")]
    [InlineData("I3", "UPDATE groups SET state = 'open', closed_at = NULL")]
    [InlineData("I3", "DELETE FROM jobs")]
    [InlineData("I3", "DELETE FROM events")]
    [InlineData("I4", "UPDATE groups SET closed_at = NULL")]
    [InlineData("I4", "UPDATE groups SET state = 'canceled'")]
    [InlineData("I4", "INSERT INTO events (id, group_id, kind, at) SELECT '00000000-0000-0000-0000-000000000001', id, 'group.canceled', 0 FROM groups")]
    [InlineData("I5", "UPDATE files SET purged_at = 1")]
    [InlineData("I8", "UPDATE groups SET library_id = 77")]
    [InlineData("I11", "UPDATE groups SET version = 0")]
    [InlineData("claim", "INSERT INTO idempotency (project, key, request_hash, group_id) VALUES ('acme', 'key', 'x', '00000000-0000-0000-0000-000000000001')")]
    [InlineData("index", "UPDATE groups SET files_left = 1")]
    [InlineData("index", "UPDATE groups SET started = 0")]
    public async Task The_checks_find_each_broken_rule(string invariant, string harm)
    {
        await using var world = await StartAsync();
        await world.CompleteAllAsync(await world.AddAsync());
        Assert.Empty(await FindingsAsync(world));

        await world.Flavor.WriteAsync(database => database.ExecuteAsync(harm), Ct);

        Assert.Contains(await FindingsAsync(world), finding => finding.Invariant == invariant);
    }

    [Fact]
    public async Task The_checks_go_through_every_file_once()
    {
        await using var world = await StartAsync();
        var expected = new HashSet<string>();
        for (var i = 0; i < 250; i++)
        {
            var group = await world.AddAsync("a", "b", "c", "d", "e");
            expected.UnionWith(group.Files.Select(file => Text(file)));
        }

        var seen = new List<string>();
        await foreach (var file in new CatalogChecks(world.Flavor).FilesAsync(Ct))
        {
            Assert.Equal(Project, file.Group.Project);
            seen.Add(Text(file.File));
        }

        Assert.Equal(1_250, seen.Count);
        Assert.True(expected.SetEquals(seen));
    }

    private static async Task<List<Finding>> FindingsAsync(CatalogWorld world)
    {
        var findings = new List<Finding>();
        await foreach (var finding in new CatalogChecks(world.Flavor).FindAsync(Ct))
        {
            findings.Add(finding);
        }

        return findings;
    }

    private static async Task<List<string>> EventsAsync(CatalogWorld world, UploadGroup group) => await world.Flavor.ReadAsync(
        async database => (await database.QueryAsync<string>("SELECT kind FROM events WHERE group_id = @Id", new { group.Id })).AsList(),
        Ct);
}
