using System.Collections.Concurrent;
using System.Data.Common;

namespace Slipway.Server.Database.Sqlite;

/// <summary>Connections that read. As many as reads run at once; the few that are kept carry their compiled statements.</summary>
internal sealed class SqliteReaders(Func<PreparedConnection> open, SqliteFaults faults) : IDisposable
{
    private static readonly int MaxKept = Math.Max(4, Environment.ProcessorCount * 2);

    private readonly ConcurrentStack<PreparedConnection> _idle = new();

    public async Task<T> RunAsync<T>(Func<DbConnection, Task<T>> work)
    {
        PreparedConnection? connection = null;
        try
        {
            connection = _idle.TryPop(out var idle) ? idle : open();
            connection.Run("BEGIN");
            var result = await work(connection);
            connection.Run("COMMIT");
            Keep(connection);
            return result;
        }
        catch (Exception failure)
        {
            connection?.Dispose(); // a failed read is rare, and a fresh connection has no transaction left in it
            var explained = faults.Explain(failure);
            if (explained != failure)
            {
                throw explained;
            }

            throw;
        }
    }

    public void Dispose()
    {
        while (_idle.TryPop(out var connection))
        {
            connection.Dispose();
        }
    }

    private void Keep(PreparedConnection connection)
    {
        if (_idle.Count < MaxKept)
        {
            _idle.Push(connection);
        }
        else
        {
            connection.Dispose();
        }
    }
}
