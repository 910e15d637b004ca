namespace Slipway.Tests.Client.Support;

/// <summary>A clock that moves only by hand, or (<see cref="FiresAtOnce"/>) jumps over every wait as soon as it begins.</summary>
internal sealed class HandClock : TimeProvider
{
    /// <summary>What is as long as this is a limit and not a wait: never jumped over.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly List<HandTimer> _timers = [];
    private readonly List<TimeSpan> _waits = [];
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public bool FiresAtOnce { get; init; }

    /// <summary>Every wait that was begun.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_gate)
            {
                return [.. _waits];
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HandTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Until somebody waits for no longer than this.</summary>
    public async Task UntilWaitingAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_timers.Any(timer => timer.Due - _now <= atMost))
                {
                    return;
                }
            }

            await Task.Yield();
            cancellation.ThrowIfCancellationRequested();
        }
    }

    public void Advance(TimeSpan by)
    {
        List<HandTimer> due;
        lock (_gate)
        {
            _now += by;
            due = [.. _timers.Where(timer => timer.Due <= _now)];
            _timers.RemoveAll(due.Contains);
        }

        due.ForEach(timer => timer.Fire());
    }

    private void Set(HandTimer timer, TimeSpan dueTime)
    {
        var fires = false;
        lock (_gate)
        {
            _timers.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return;
            }

            _waits.Add(dueTime);
            timer.Due = _now + dueTime;
            if (FiresAtOnce && dueTime < Limit)
            {
                _now += dueTime;
                fires = true;
            }
            else
            {
                _timers.Add(timer);
            }
        }

        if (fires)
        {
            ThreadPool.QueueUserWorkItem(_ => timer.Fire());
        }
    }

    private sealed class HandTimer(HandClock clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Set(this, dueTime);
            return true;
        }

        public void Dispose() => clock.Set(this, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
