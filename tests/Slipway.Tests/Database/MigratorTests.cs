using Dapper;
using Slipway.Server.Database;
using Slipway.Tests.Support;
using static Slipway.Tests.Contracts.CatalogWorld;

namespace Slipway.Tests.Database;

public sealed class MigratorTests
{
    [Fact]
    public async Task A_database_that_is_opened_again_keeps_everything_and_is_not_migrated_again()
    {
        using var folder = new TempFolder();
        await using (var first = SqliteWorld.Flavor(folder))
        {
            await first.OpenAsync(Ct);
            await first.WriteAsync(database => database.ExecuteAsync(
                "INSERT INTO api_keys (id, project, role, secret_hash, created_at) VALUES ('key1', 'acme', 'admin', 'x', 0)"), Ct);
        }

        await using var second = SqliteWorld.Flavor(folder);
        await second.OpenAsync(Ct);

        Assert.Single(await new SqlKeyStore(second).ListAsync(Ct));
        Assert.Empty(await second.WriteAsync(database => new Migrator(Migration.All, new FakeTime()).ApplyAsync(second, database), Ct));
    }

    [Fact]
    public async Task A_step_that_fails_half_way_leaves_nothing_of_any_step()
    {
        await using var world = await SqliteWorld.StartAsync();
        var half = new Migration(9_001, "9001_half", "CREATE TABLE whole (id {uuid}, more {bytes});");
        var broken = new Migration(9_002, "9002_broken", "CREATE TABLE half (id {identity}); SELECT nonsense FROM nowhere;");

        await Assert.ThrowsAnyAsync<Exception>(() => world.Flavor.WriteAsync(
            database => new Migrator([.. Migration.All, half, broken], world.Time).ApplyAsync(world.Flavor, database), Ct));

        Assert.Equal(0, await TablesAsync());
        Assert.Equal(["9001_half"], await world.Flavor.WriteAsync(
            database => new Migrator([.. Migration.All, half], world.Time).ApplyAsync(world.Flavor, database), Ct));
        Assert.Equal(1, await TablesAsync());

        Task<long> TablesAsync() => world.Flavor.ReadAsync(
            database => database.ExecuteScalarAsync<long>("SELECT count(*) FROM sqlite_master WHERE name IN ('whole', 'half')"), Ct);
    }

    [Fact]
    public async Task A_released_step_that_was_changed_is_refused()
    {
        await using var world = await SqliteWorld.StartAsync();
        var changed = Migration.All.Select(migration => migration with { Sql = migration.Sql + "-- harmless" }).ToList();

        var refused = await Assert.ThrowsAsync<DatabaseRefusedException>(
            () => world.Flavor.WriteAsync(database => new Migrator(changed, world.Time).ApplyAsync(world.Flavor, database), Ct));

        Assert.Contains(Migration.All[0].Name, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused()
    {
        using var folder = new TempFolder();
        await using (var newer = SqliteWorld.Flavor(folder))
        {
            await newer.OpenAsync(Ct);
            await newer.WriteAsync(database => database.ExecuteAsync("INSERT INTO migrations (number, name, checksum, applied_at) VALUES (9001, '9001_later', 'x', 0)"), Ct);
        }

        await using var older = SqliteWorld.Flavor(folder);
        var refused = await Assert.ThrowsAsync<DatabaseRefusedException>(() => older.OpenAsync(Ct));

        Assert.Contains("9001_later", refused.Message, StringComparison.Ordinal);
        Assert.Contains("newer", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_are_numbered_from_one_without_a_gap()
    {
        Assert.Equal(Enumerable.Range(1, Migration.All.Count), Migration.All.Select(migration => migration.Number));
        Assert.Equal("0001_uploads", Migration.All[0].Name);
    }

    [Fact]
    public void Line_endings_do_not_change_a_step()
    {
        var step = new Migration(1, "0001_one", "CREATE TABLE a (id integer);\nCREATE TABLE b (id integer);\n");

        Assert.Equal(step.Checksum, (step with { Sql = step.Sql.ReplaceLineEndings("\r\n") }).Checksum);
        Assert.NotEqual(step.Checksum, (step with { Sql = step.Sql.ToUpperInvariant() }).Checksum);
    }
}
