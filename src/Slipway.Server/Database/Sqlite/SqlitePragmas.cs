using System.Globalization;

namespace Slipway.Server.Database.Sqlite;

/// <summary>A connection's settings: set, and then read back, because SQLite answers a setting it cannot take with silence.</summary>
internal static class SqlitePragmas
{
    /// <exception cref="DatabaseRefusedException">A setting did not take.</exception>
    public static void Apply(PreparedConnection connection, int busyTimeout, bool readOnly)
    {
        Set(connection, "busy_timeout", busyTimeout.ToString(CultureInfo.InvariantCulture), busyTimeout.ToString(CultureInfo.InvariantCulture));
        Set(connection, "journal_mode", "wal", "wal");
        Set(connection, "synchronous", "full", "2");
        Set(connection, "foreign_keys", "on", "1");
        Set(connection, "query_only", readOnly ? "on" : "off", readOnly ? "1" : "0");
    }

    private static void Set(PreparedConnection connection, string name, string value, string expected)
    {
        connection.Run($"PRAGMA {name}={value}");
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA {name}";
        var found = Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        if (found != expected)
        {
            throw new DatabaseRefusedException(
                $"SQLite's {name} is {found} and cannot be made {value}. Keep the data folder on a local disk: a network share cannot hold it.");
        }
    }
}
