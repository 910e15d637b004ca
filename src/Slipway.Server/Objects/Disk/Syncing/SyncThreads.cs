using System.Collections.Concurrent;

namespace Slipway.Server.Objects.Disk.Syncing;

/// <summary>
/// Threads that wait for the disk, so that request threads do not: a sync takes milliseconds, and a handful of them would hold up every other
/// request of a small machine. Threads are started as they are needed and stay.
/// </summary>
internal sealed class SyncThreads : IDisposable
{
    private const int Most = 32;

    private readonly BlockingCollection<Action> _work = [];
    private readonly Lock _lock = new();
    private int _threads;
    private int _idle;

    /// <summary>Runs the work soon. The work must not throw.</summary>
    public void Run(Action work)
    {
        _work.Add(work);
        lock (_lock)
        {
            if (_idle >= _work.Count || _threads == Most)
            {
                return;
            }

            _threads++;
        }

        new Thread(Loop) { IsBackground = true, Name = "disk sync" }.Start();
    }

    /// <summary>The work that was handed in is still done.</summary>
    public void Dispose() => _work.CompleteAdding();

    private void Loop()
    {
        while (TryTake(out var work))
        {
            work();
        }
    }

    private bool TryTake(out Action work)
    {
        Interlocked.Increment(ref _idle);
        try
        {
            return _work.TryTake(out work!, Timeout.Infinite);
        }
        finally
        {
            Interlocked.Decrement(ref _idle);
        }
    }
}
