namespace Slipway.Program.Upload.Reporting;

/// <summary>Bytes per second over the last ten seconds, from samples of a count that may also fall (parts sent again).</summary>
internal sealed class RateMeter(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Queue<(long At, long Bytes)> _samples = new();
    private long _last;

    public void Sample(long bytes)
    {
        _samples.Enqueue((time.GetTimestamp(), bytes));
        _last = bytes;

        // The newest sample outside the window stays, so that the window is always full.
        while (_samples.Count > 2 && time.GetElapsedTime(_samples.ElementAt(1).At) >= Window)
        {
            _samples.Dequeue();
        }
    }

    /// <summary>Zero until two samples tell something.</summary>
    public double BytesPerSecond()
    {
        if (_samples.Count < 2)
        {
            return 0;
        }

        var (at, bytes) = _samples.Peek();
        var seconds = time.GetElapsedTime(at).TotalSeconds;
        return seconds <= 0 ? 0 : Math.Max(0, (_last - bytes) / seconds);
    }

    /// <summary>Null while nothing moves.</summary>
    public TimeSpan? TimeLeft(long bytesLeft)
    {
        var rate = BytesPerSecond();
        return rate < 1 ? null : TimeSpan.FromSeconds(Math.Min(bytesLeft / rate, TimeSpan.FromDays(99).TotalSeconds));
    }
}
