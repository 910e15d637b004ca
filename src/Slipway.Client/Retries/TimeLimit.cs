namespace Slipway.Client.Retries;

/// <summary>Cancels one try when its time is up, on the clock that was handed in; tells that from the caller's own cancellation.</summary>
internal sealed class TimeLimit : IDisposable
{
    private readonly CancellationTokenSource _clock;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _caller;
    private readonly TimeSpan _span;

    public TimeLimit(TimeSpan span, TimeProvider time, CancellationToken caller)
    {
        _span = span;
        _caller = caller;
        _clock = new CancellationTokenSource(span, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(caller, _clock.Token);
    }

    public CancellationToken Token => _either.Token;

    public bool Passed => _clock.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Something moved: the time starts again.</summary>
    public void Moved() => _clock.CancelAfter(_span);

    public void Dispose()
    {
        _either.Dispose();
        _clock.Dispose();
    }
}
