using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Slipway.Server.Database.Sqlite;

/// <summary>
/// A connection that keeps the statements it has compiled: compiling one costs several times what running it does. Used by one caller at a time.
/// </summary>
internal sealed class PreparedConnection(string connectionString) : SqliteConnection(connectionString)
{
    /// <summary>More than all that is ever asked for by constant text; what comes beyond is compiled each time.</summary>
    private const int MaxKept = 128;

    private readonly Dictionary<string, SqliteCommand> _kept = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _fullNames = new(StringComparer.Ordinal);

    /// <summary>Runs a statement that has no parameters and no rows.</summary>
    public void Run(string sql)
    {
        var command = Rent(sql);
        command.ExecuteNonQuery();
        Return(command);
    }

    internal SqliteCommand Rent(string sql)
    {
        if (_kept.Remove(sql, out var kept))
        {
            return kept;
        }

        var command = CreateCommand();
        command.CommandText = sql;
        return command;
    }

    internal void Return(SqliteCommand command)
    {
        command.Parameters.Clear();
        if (_kept.Count >= MaxKept || !_kept.TryAdd(command.CommandText, command))
        {
            command.Dispose();
        }
    }

    /// <summary>A parameter's name as the statements write it.</summary>
    internal string FullName(string name)
    {
        if (name.StartsWith('@'))
        {
            return name;
        }

        if (!_fullNames.TryGetValue(name, out var full))
        {
            _fullNames[name] = full = "@" + name;
        }

        return full;
    }

    protected override DbCommand CreateDbCommand() => new PreparedCommand(this);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var command in _kept.Values)
            {
                command.Dispose();
            }

            _kept.Clear();
        }

        base.Dispose(disposing);
    }
}
