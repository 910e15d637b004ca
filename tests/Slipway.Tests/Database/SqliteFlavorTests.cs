using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Slipway.Core.Access;
using Slipway.Core.Uploads;
using Slipway.Server.Database;
using Slipway.Server.Database.Sqlite;
using Slipway.Tests.Support;
using static Slipway.Tests.Contracts.CatalogWorld;

namespace Slipway.Tests.Database;

/// <summary>What is SQLite's own: durability, other programs at the file, disks that are full.</summary>
public sealed class SqliteFlavorTests
{
    [Theory]
    [InlineData("journal_mode", "wal")]
    [InlineData("synchronous", "2")]
    [InlineData("foreign_keys", "1")]
    [InlineData("busy_timeout", "10000")]
    public async Task Every_connection_has_the_settings_that_durability_rests_on(string pragma, string expected)
    {
        await using var world = await SqliteWorld.StartAsync();

        Assert.Equal(expected, await world.Flavor.WriteAsync(database => database.QueryFirstAsync<string>($"PRAGMA {pragma}"), Ct));
        Assert.Equal(expected, await world.Flavor.ReadAsync(database => database.QueryFirstAsync<string>($"PRAGMA {pragma}"), Ct));
    }

    [Fact]
    public void A_setting_that_does_not_take_is_refused()
    {
        SqliteLibrary.Load();
        using var inMemory = new PreparedConnection("Data Source=:memory:;Pooling=false");
        inMemory.Open();

        // A database in memory cannot have a write-ahead log: SQLite keeps another journal, and says so only when it is asked.
        var refused = Assert.Throws<DatabaseRefusedException>(() => SqlitePragmas.Apply(inMemory, 10_000, readOnly: false));

        Assert.Contains("journal_mode is memory", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reading_connection_cannot_write()
    {
        await using var world = await SqliteWorld.StartAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => world.Flavor.ReadAsync(database => database.ExecuteAsync("DELETE FROM groups"), Ct));
    }

    [Fact]
    public async Task A_read_sees_one_moment()
    {
        await using var world = await SqliteWorld.StartAsync();

        var (before, after) = await world.Flavor.ReadAsync(
            async database =>
            {
                var first = await database.ExecuteScalarAsync<long>("SELECT count(*) FROM groups");
                await world.AddAsync();
                return (first, await database.ExecuteScalarAsync<long>("SELECT count(*) FROM groups"));
            },
            Ct);

        Assert.Equal((0, 0), (before, after));
        Assert.Equal(1, await world.Flavor.ReadAsync(database => database.ExecuteScalarAsync<long>("SELECT count(*) FROM groups"), Ct));
    }

    [Fact]
    public async Task What_another_program_does_to_a_key_counts_at_once()
    {
        using var folder = new TempFolder();
        await using var server = SqliteWorld.Flavor(folder);
        await server.OpenAsync(Ct);
        await using var program = SqliteWorld.Flavor(folder);
        await program.OpenAsync(Ct);
        var ours = new SqlKeyStore(server);
        var theirs = new SqlKeyStore(program);
        var now = new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Null(await ours.FindAsync("key1", Ct));
        await theirs.AddAsync(new ApiKey("key1", Project, Role.Admin, null, new byte[32], now, null, null), Ct);
        Assert.NotNull(await ours.FindAsync("key1", Ct));
        await theirs.RevokeAsync("key1", now, Ct);
        Assert.Equal(now, (await ours.FindAsync("key1", Ct))!.RevokedAt);
    }

    [Fact]
    public async Task A_write_waits_for_another_program_that_writes()
    {
        await using var world = await SqliteWorld.StartAsync();
        var path = await world.Flavor.ReadAsync(database => Task.FromResult(((SqliteConnection)database).DataSource), Ct);
        using var other = new PreparedConnection($"Data Source={path};Pooling=false");
        other.Open();
        other.Run("BEGIN IMMEDIATE");
        other.Run("CREATE TABLE theirs (id integer)");

        var group = world.NewGroup();
        var writing = Task.Run(() => world.Catalog.AddAsync(group, null, Ct), Ct);
        Assert.Null(await world.Catalog.FindAsync(group.Address, Ct)); // reads do not wait
        Assert.False(writing.IsCompleted);
        other.Run("COMMIT");

        Assert.Equal(group.Id, (await writing).Id);
    }

    [Fact]
    public async Task A_full_disk_refuses_turns_health_red_and_is_forgotten_when_there_is_room()
    {
        await using var world = await SqliteWorld.StartAsync();
        var before = await world.AddAsync();
        await LimitAsync(await world.Flavor.ReadAsync(database => database.ExecuteScalarAsync<long>("PRAGMA page_count"), Ct));
        var large = world.NewGroup();
        large = large with { Asset = large.Asset with { Description = new string('x', 1 << 20) } };

        var refused = await Assert.ThrowsAsync<UploadRefusedException>(() => world.Catalog.AddAsync(large, null, Ct));
        Assert.Equal(Refusal.InsufficientStorage, refused.Error.Refusal);
        Assert.NotNull(world.Flavor.Failure);

        Assert.Equal(Text(before), Text(await world.Catalog.FindAsync(before.Address, Ct)));
        Assert.Null(await world.Catalog.FindAsync(large.Address, Ct));
        await Assert.ThrowsAsync<UploadRefusedException>(() => world.Catalog.ChangeAsync(
            large.Address, group => group, Ct));
        Assert.NotNull(world.Flavor.Failure); // a transaction that writes nothing proves nothing

        await LimitAsync(1_000_000);
        await world.Flavor.ProbeAsync(Ct);
        Assert.Null(world.Flavor.Failure);
        Assert.Equal(large.Id, (await world.Catalog.AddAsync(large, null, Ct)).Id);

        Task LimitAsync(long pages) =>
            world.Flavor.WriteAsync(database => database.ExecuteScalarAsync<long>($"PRAGMA max_page_count={pages.ToString(CultureInfo.InvariantCulture)}"), Ct);
    }

    [Theory]
    [InlineData(SQLitePCL.raw.SQLITE_IOERR, SQLitePCL.raw.SQLITE_IOERR_FSYNC, true)]
    [InlineData(SQLitePCL.raw.SQLITE_CORRUPT, SQLitePCL.raw.SQLITE_CORRUPT, true)]
    [InlineData(SQLitePCL.raw.SQLITE_IOERR, SQLitePCL.raw.SQLITE_IOERR_WRITE, false)]
    public void After_a_lost_sync_or_corruption_nothing_is_written_until_a_restart(int code, int extended, bool final)
    {
        var faults = new SqliteFaults(Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);

        var refused = Assert.IsType<UploadRefusedException>(faults.Explain(new SqliteException("as a test says", code, extended)));
        Assert.Equal(Refusal.Unavailable, refused.Error.Refusal);
        Assert.NotNull(faults.Failure);
        faults.WriteSucceeded();

        Assert.Equal(final, faults.Failure is not null);
        Assert.Equal(final, Record.Exception(faults.RefuseWhenFinal) is UploadRefusedException);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_with_its_path()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("slipway.db"), new string('x', 5_000), Ct);
        await using var flavor = SqliteWorld.Flavor(folder);

        var refused = await Assert.ThrowsAsync<DatabaseRefusedException>(() => flavor.OpenAsync(Ct));

        Assert.Contains("slipway.db", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_its_owner_may_read_the_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other rights.");
        await using var world = await SqliteWorld.StartAsync();
        await world.AddAsync();
        var path = await world.Flavor.ReadAsync(database => Task.FromResult(((SqliteConnection)database).DataSource), Ct);

        Assert.All(
            new[] { path, path + "-wal", path + "-shm" },
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file)));
    }
}
