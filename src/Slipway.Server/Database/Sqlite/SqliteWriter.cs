using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Slipway.Core.Faults;
using Slipway.Core.Uploads;
using static SQLitePCL.raw;

namespace Slipway.Server.Database.Sqlite;

/// <summary>
/// The one writing connection. Work that waits while another commit goes to the disk shares the next commit: that is what many callers at once
/// are paid with. Nobody is answered before COMMIT has returned, and work that fails is undone alone.
/// </summary>
internal sealed class SqliteWriter(PreparedConnection connection, SqliteFaults faults) : IAsyncDisposable
{
    /// <summary>Bounds how long the first of a batch waits for the last.</summary>
    private const int MaxBatch = 256;

    private readonly ConcurrentQueue<SqliteWork> _waiting = new();
    private int _taken;
    private bool _closed;

    public Task<T> RunAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken ct)
    {
        if (Volatile.Read(ref _closed))
        {
            throw new UploadRefusedException(UploadError.Unavailable("The server is stopping."));
        }

        return Ask(new SqliteWork<T>(work, ct));
    }

    /// <summary>Finishes what was asked for before.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, true))
        {
            return;
        }

        await Ask(new SqliteWork<int>(_ => Task.FromResult(0), CancellationToken.None));
        connection.Dispose();
    }

    private Task<T> Ask<T>(SqliteWork<T> asked)
    {
        if (_waiting.IsEmpty && TryTake())
        {
            // Nobody before us and nobody writing: here and now, without a hop to another thread.
            return RunAloneAsync(asked);
        }

        _waiting.Enqueue(asked);
        if (TryTake())
        {
            Hop();
        }

        return asked.Answer;
    }

    private bool TryTake() => Interlocked.CompareExchange(ref _taken, 1, 0) == 0;

    private void Hop() => ThreadPool.UnsafeQueueUserWorkItem(static writer => _ = writer.DrainAsync(), this, preferLocal: false);

    private async Task<T> RunAloneAsync<T>(SqliteWork<T> asked)
    {
        await CommitAsync([asked]);
        if (_waiting.IsEmpty)
        {
            GiveBack();
        }
        else
        {
            Hop(); // still taken: the batch that gathered meanwhile is not this caller's to wait for
        }

        return await asked.Answer;
    }

    private async Task DrainAsync()
    {
        var batch = new List<SqliteWork>();
        while (!_waiting.IsEmpty)
        {
            batch.Clear();
            while (batch.Count < MaxBatch && _waiting.TryDequeue(out var next))
            {
                batch.Add(next);
            }

            await CommitAsync(batch);
        }

        GiveBack();
    }

    private void GiveBack()
    {
        Interlocked.Exchange(ref _taken, 0);

        // Somebody may have queued between our last look and giving back, and found it still taken.
        if (!_waiting.IsEmpty && TryTake())
        {
            Hop();
        }
    }

    private async Task CommitAsync(IReadOnlyList<SqliteWork> batch)
    {
        try
        {
            faults.RefuseWhenFinal();
            connection.Run("BEGIN IMMEDIATE");
            var wrote = await RunEachAsync(batch);
            CrashPoint.Hit("catalog.before_commit");
            connection.Run("COMMIT");
            CrashPoint.Hit("catalog.after_commit");
            if (wrote)
            {
                faults.WriteSucceeded();
            }
        }
        catch (Exception failure)
        {
            // Whether a failed commit counts is not known before the next look: all of the batch are refused, and read again when they retry.
            RollBack();
            var explained = faults.Explain(failure);
            foreach (var work in batch)
            {
                work.Fail(explained);
            }
        }

        foreach (var work in batch)
        {
            work.Tell();
        }
    }

    /// <returns>Whether the commit has something to put on the disk.</returns>
    private async Task<bool> RunEachAsync(IReadOnlyList<SqliteWork> batch)
    {
        var wrote = false;
        foreach (var work in batch)
        {
            var changesBefore = sqlite3_total_changes(connection.Handle);
            connection.Run("SAVEPOINT work");
            try
            {
                await work.RunAsync(connection);
                wrote |= sqlite3_total_changes(connection.Handle) != changesBefore;
            }
            catch (Exception failure)
            {
                if (sqlite3_get_autocommit(connection.Handle) != 0)
                {
                    throw; // SQLite itself undid the transaction, and the others' work with it
                }

                connection.Run("ROLLBACK TO work");
                work.Fail(faults.Explain(failure));
            }

            connection.Run("RELEASE work");
        }

        return wrote;
    }

    private void RollBack()
    {
        if (connection.State == ConnectionState.Open && sqlite3_get_autocommit(connection.Handle) == 0)
        {
            try
            {
                connection.Run("ROLLBACK");
            }
            catch (Microsoft.Data.Sqlite.SqliteException failure)
            {
                faults.Explain(failure);
            }
        }
    }
}
