using System.Data.Common;
using Dapper;
using Slipway.Core.Uploads;
using Slipway.Server.Database;
using static Slipway.Tests.Contracts.CatalogWorld;

namespace Slipway.Tests.Database;

/// <summary>Work that waits together is committed together, and is otherwise alone.</summary>
public sealed class SqliteGroupCommitTests
{
    private const string Insert = "INSERT INTO events (id, group_id, kind, at) VALUES (@Id, @Group, @Kind, 0)";

    [Fact]
    public async Task Work_that_waited_together_shares_a_commit_and_is_answered_only_after_it()
    {
        await using var world = await SqliteWorld.StartAsync();
        var group = await world.AddAsync();
        await using var busy = Busy.On(world.Flavor);

        var first = world.Flavor.WriteAsync(database => InsertAsync(database, group, "first"), Ct);
        var second = world.Flavor.WriteAsync(
            async database =>
            {
                Assert.Equal(["first"], await KindsAsync(database));
                Assert.Empty(await world.Flavor.ReadAsync(KindsAsync, Ct));
                Assert.False(first.IsCompleted, "the first was answered before its commit");
                return await InsertAsync(database, group, "second");
            },
            Ct);
        busy.End();

        await Task.WhenAll(first, second);
        Assert.Equal(["first", "second"], await world.Flavor.ReadAsync(KindsAsync, Ct));
    }

    [Fact]
    public async Task Work_that_fails_is_undone_alone()
    {
        await using var world = await SqliteWorld.StartAsync();
        var group = await world.AddAsync();
        await using var busy = Busy.On(world.Flavor);

        var before = world.Flavor.WriteAsync(database => InsertAsync(database, group, "before"), Ct);
        var throwing = world.Flavor.WriteAsync<int>(
            async database =>
            {
                await InsertAsync(database, group, "undone");
                throw new InvalidTimeZoneException("on purpose");
            },
            Ct);
        var breaking = world.Flavor.WriteAsync(database => InsertAsync(database, group, "before"), Ct); // the unique key refuses it
        var after = world.Flavor.WriteAsync(database => InsertAsync(database, group, "after"), Ct);
        busy.End();

        await before;
        await after;
        Assert.Equal("on purpose", (await Assert.ThrowsAsync<InvalidTimeZoneException>(() => throwing)).Message);
        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => breaking);
        Assert.Equal(["after", "before"], await world.Flavor.ReadAsync(KindsAsync, Ct));
        Assert.Null(world.Flavor.Failure);
    }

    [Fact]
    public async Task Work_that_was_canceled_while_it_waited_is_not_done()
    {
        await using var world = await SqliteWorld.StartAsync();
        var group = await world.AddAsync();
        await using var busy = Busy.On(world.Flavor);
        using var canceling = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        var canceled = world.Flavor.WriteAsync(database => InsertAsync(database, group, "canceled"), canceling.Token);
        await canceling.CancelAsync();
        busy.End();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled);
        Assert.Empty(await world.Flavor.ReadAsync(KindsAsync, Ct));
    }

    [Fact]
    public async Task More_work_than_one_batch_holds_is_all_done()
    {
        await using var world = await SqliteWorld.StartAsync();
        var group = await world.AddAsync();
        await using var busy = Busy.On(world.Flavor);

        var work = Enumerable.Range(0, 700).Select(i => world.Flavor.WriteAsync(database => InsertAsync(database, group, $"{i}"), Ct)).ToList();
        busy.End();
        await Task.WhenAll(work);

        Assert.Equal(700, (await world.Flavor.ReadAsync(KindsAsync, Ct)).Count);
    }

    [Fact]
    public async Task Closing_finishes_what_was_asked_for_and_refuses_what_comes_after()
    {
        await using var world = await SqliteWorld.StartAsync();
        var group = await world.AddAsync();
        var busy = Busy.On(world.Flavor);
        var waiting = world.Flavor.WriteAsync(database => InsertAsync(database, group, "waiting"), Ct);

        var closing = world.Flavor.DisposeAsync().AsTask();
        var late = await Assert.ThrowsAsync<UploadRefusedException>(() => world.Flavor.WriteAsync(database => InsertAsync(database, group, "late"), Ct));
        busy.End();

        Assert.Equal(1, await waiting);
        await closing;
        Assert.Equal(Refusal.Unavailable, late.Error.Refusal);
    }

    private static Task<int> InsertAsync(DbConnection database, UploadGroup group, string kind) =>
        database.ExecuteAsync(Insert, new { Id = $"{group.Id}{kind}", Group = group.Id, Kind = kind });

    private static async Task<List<string>> KindsAsync(DbConnection database) =>
        (await database.QueryAsync<string>("SELECT kind FROM events ORDER BY kind")).AsList();

    /// <summary>A write that goes on until it is told to end: what is asked for meanwhile has to wait together.</summary>
    private sealed class Busy : IAsyncDisposable
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Task _write = Task.CompletedTask;

        public static Busy On(SqlFlavor flavor)
        {
            var busy = new Busy();
            busy._write = flavor.WriteAsync(
                async _ =>
                {
                    await busy._end.Task;
                    return 0;
                },
                Ct);
            return busy;
        }

        public void End() => _end.TrySetResult();

        public async ValueTask DisposeAsync()
        {
            End();
            await _write;
        }
    }
}
