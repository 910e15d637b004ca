namespace Slipway.Server.Objects.Disk.Parts;

/// <summary>Lets many in together, or one alone. Whoever wants to be alone waits for those inside; who comes after waits for it.</summary>
internal sealed class AsyncGate
{
    private readonly Lock _lock = new();
    private readonly Queue<(TaskCompletionSource Turn, bool Alone)> _queue = new();
    private int _inside;
    private bool _alone;

    public ValueTask<Pass> EnterAsync() => EnterAsync(alone: false);

    public ValueTask<Pass> EnterAloneAsync() => EnterAsync(alone: true);

    private ValueTask<Pass> EnterAsync(bool alone)
    {
        TaskCompletionSource turn;
        lock (_lock)
        {
            if (_queue.Count == 0 && TryAdmit_NeedsLock(alone))
            {
                return new ValueTask<Pass>(new Pass(this));
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _queue.Enqueue((turn, alone));
        }

        return WaitAsync(turn);
    }

    private async ValueTask<Pass> WaitAsync(TaskCompletionSource turn)
    {
        await turn.Task;
        return new Pass(this);
    }

    private void Leave()
    {
        lock (_lock)
        {
            _inside--;
            _alone = false;
            while (_queue.TryPeek(out var first) && TryAdmit_NeedsLock(first.Alone))
            {
                _queue.Dequeue().Turn.SetResult();
            }
        }
    }

    private bool TryAdmit_NeedsLock(bool alone)
    {
        if (_alone || (alone && _inside > 0))
        {
            return false;
        }

        _inside++;
        _alone = alone;
        return true;
    }

    /// <summary>Being inside; disposed once.</summary>
    public readonly struct Pass(AsyncGate gate) : IDisposable
    {
        public void Dispose() => gate.Leave();
    }
}
