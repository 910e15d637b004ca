using System.Data.Common;
using Dapper;
using Slipway.Core.Uploads;

namespace Slipway.Server.Database;

/// <summary>What differs between databases, by name. All else is one SQL.</summary>
internal abstract class SqlFlavor : IAsyncDisposable
{
    static SqlFlavor()
    {
        SqlMapper.RemoveTypeMap(typeof(Guid));
        SqlMapper.RemoveTypeMap(typeof(Guid?));
        SqlMapper.AddTypeHandler(new IdHandler());
    }

    /// <summary>The database and its version, for the log and the banner.</summary>
    public abstract string Name { get; }

    /// <summary>Ends a SELECT whose rows stay locked until the transaction ends; empty where every write has the database to itself.</summary>
    public abstract string LockRow { get; }

    /// <summary>Why writes fail at the moment; null while all is well. Clears itself once a write succeeds again, where that can be.</summary>
    public abstract string? Failure { get; }

    /// <summary>Opens the database and brings its tables up to date. Called once, before anything else.</summary>
    /// <exception cref="DatabaseRefusedException">The database cannot be used as it is.</exception>
    public abstract Task OpenAsync(CancellationToken ct);

    /// <summary>
    /// Runs work in one transaction with the right to write; durable when it answers. Work may run more than once, on any thread, and other
    /// callers' work may share its commit; an exception undoes its own work alone. Once it has begun it is not canceled.
    /// </summary>
    /// <exception cref="UploadRefusedException">The database is busy, full or out of order; nothing, or all of it, was done.</exception>
    public abstract Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken ct);

    /// <summary>Runs reads that all see one moment, no earlier than the last write that was answered.</summary>
    /// <exception cref="UploadRefusedException">The database is busy or out of order.</exception>
    public abstract Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken ct);

    /// <summary>A migration's text with this database's words for <c>{uuid}</c>, <c>{bytes}</c> and <c>{identity}</c>.</summary>
    public abstract string Render(string migration);

    /// <summary>Asks the database to check itself.</summary>
    /// <returns>What is broken, in its words; empty for nothing.</returns>
    public abstract Task<IReadOnlyList<string>> CheckIntegrityAsync(CancellationToken ct);

    /// <summary>Makes a write that changes nothing but goes to the disk: how a database that was full is found to have room again.</summary>
    /// <exception cref="UploadRefusedException">It failed.</exception>
    public Task ProbeAsync(CancellationToken ct) =>
        WriteAsync(database => database.ExecuteAsync("UPDATE migrations SET applied_at = applied_at WHERE number = 1"), ct);

    public abstract ValueTask DisposeAsync();
}
