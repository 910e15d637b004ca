using System.Data.Common;

namespace Slipway.Server.Database.Sqlite;

/// <summary>One caller's work in a batch: run, perhaps failed, and told only when the batch's commit has ended.</summary>
internal abstract class SqliteWork
{
    private protected Exception? Failure { get; private set; }

    public abstract Task RunAsync(DbConnection database);

    /// <summary>The first failure counts: work that was refused by itself is not told of a commit it had no part in.</summary>
    public void Fail(Exception failure) => Failure ??= failure;

    public abstract void Tell();
}

/// <inheritdoc/>
internal sealed class SqliteWork<T>(Func<DbConnection, Task<T>> work, CancellationToken ct) : SqliteWork
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Answer => _answer.Task;

    public override async Task RunAsync(DbConnection database)
    {
        ct.ThrowIfCancellationRequested();
        _result = await work(database);
    }

    public override void Tell()
    {
        switch (Failure)
        {
            case null:
                _answer.SetResult(_result);
                break;
            case OperationCanceledException when ct.IsCancellationRequested:
                _answer.SetCanceled(ct);
                break;
            default:
                _answer.SetException(Failure);
                break;
        }
    }
}
