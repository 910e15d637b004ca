namespace Slipway.Server.Objects.Disk.Syncing;

/// <summary>
/// One thing to sync, asked for by many at once: whoever asks before a sync begins is answered by it. So a sync covers all that was written
/// before it was asked for, and however many parts end together, at most two syncs lie between the last of them and its answer.
/// </summary>
internal sealed class SharedSync(SyncThreads threads, VolumeHealth health, Action sync)
{
    private readonly Lock _lock = new();
    private bool _running;
    private TaskCompletionSource? _waiting;

    /// <exception cref="Files.SyncFailedException">What was written may be lost.</exception>
    public Task RunAsync()
    {
        if (health.Durability == Durability.Relaxed)
        {
            return Task.CompletedTask;
        }

        TaskCompletionSource round;
        lock (_lock)
        {
            if (_running)
            {
                _waiting ??= NewRound();
                return _waiting.Task;
            }

            _running = true;
            round = NewRound();
        }

        Begin(round);
        return round.Task;
    }

    private void Begin(TaskCompletionSource round) => threads.Run(() =>
    {
        var failure = Attempt();
        TaskCompletionSource? next;
        lock (_lock)
        {
            next = _waiting;
            _waiting = null;
            _running = next is not null;
        }

        if (next is not null)
        {
            Begin(next);
        }

        if (failure is null)
        {
            round.SetResult();
        }
        else
        {
            round.SetException(failure);
        }
    });

    private Exception? Attempt()
    {
        try
        {
            // After one failure the kernel may call the lost pages clean: a later success would prove nothing.
            health.RefuseWhenReadOnly();
            sync();
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    private static TaskCompletionSource NewRound() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
