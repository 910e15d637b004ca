using System.Data.Common;
using Dapper;

namespace Slipway.Server.Database;

/// <summary>Brings a database's tables up to date. Everything happens in the caller's one transaction: all steps, or none.</summary>
internal sealed class Migrator(IReadOnlyList<Migration> known, TimeProvider time)
{
    /// <returns>The names of the steps that were applied now.</returns>
    /// <exception cref="DatabaseRefusedException">The database is newer than the program, or was made from other steps.</exception>
    public async Task<IReadOnlyList<string>> ApplyAsync(SqlFlavor flavor, DbConnection database)
    {
        await database.ExecuteAsync(
            "CREATE TABLE IF NOT EXISTS migrations (number integer NOT NULL PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at bigint NOT NULL)");
        var applied = await database.ListAsync(
            "SELECT number, name, checksum FROM migrations ORDER BY number",
            null,
            row => (Number: row.GetInt32(0), Name: row.GetString(1), Checksum: row.GetString(2)));
        RefuseStrange(applied);

        var due = known.Where(migration => applied.TrueForAll(row => row.Number != migration.Number)).ToList();
        foreach (var migration in due)
        {
            await database.ExecuteAsync(flavor.Render(migration.Sql));
            await database.ExecuteAsync(
                "INSERT INTO migrations (number, name, checksum, applied_at) VALUES (@Number, @Name, @Checksum, @AppliedAt)",
                new { migration.Number, migration.Name, migration.Checksum, AppliedAt = time.GetUtcNow().ToUnixTimeMilliseconds() });
        }

        return [.. due.Select(migration => migration.Name)];
    }

    private void RefuseStrange(List<(int Number, string Name, string Checksum)> applied)
    {
        foreach (var row in applied)
        {
            var ours = known.FirstOrDefault(migration => migration.Number == row.Number)
                ?? throw new DatabaseRefusedException(
                    $"The database was written by a newer version of Slipway: it has migration {row.Name}, and this program knows up to {known[^1].Name}. "
                    + "Start the newer version, or restore a backup from before the upgrade.");
            if (ours.Checksum != row.Checksum)
            {
                throw new DatabaseRefusedException(
                    $"Migration {row.Name} was applied to this database with another content (checksum {row.Checksum}, ours is {ours.Checksum}). "
                    + "A released migration never changes: start the version that made this database.");
            }
        }
    }
}
