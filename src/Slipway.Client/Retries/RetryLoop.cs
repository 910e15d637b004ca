namespace Slipway.Client.Retries;

/// <summary>Tries something until it works, is refused for good, or the budget is spent; waits in between with capped exponential back-off and full jitter.</summary>
internal sealed class RetryLoop(SlipwayClientOptions options, EventSink events)
{
    /// <summary>A server may ask for a longer wait than the cap, but not for ever.</summary>
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();

    /// <param name="what">What is tried, for the words: <c>part 3 of left.mov</c>.</param>
    /// <param name="once">One try. Throws <see cref="TransientFault"/> to be tried again; everything else ends the loop.</param>
    public async Task<T> RunAsync<T>(string what, Func<CancellationToken, Task<T>> once, CancellationToken cancellation)
    {
        for (var failed = 1; ; failed++)
        {
            TransientFault fault;
            try
            {
                return await once(cancellation);
            }
            catch (TransientFault caught)
            {
                fault = caught;
            }

            if (failed >= options.Attempts)
            {
                throw new SlipwayException(fault.InTheEnd, $"{what}: {fault.Message} (tried {failed} times)", inner: fault.InnerException);
            }

            var wait = Wait(failed, fault);
            events.Report(new Retrying(what, failed, wait, fault.Message));
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, options.Time, cancellation);
            }
        }
    }

    /// <summary>Even over the whole span, from zero: many clients that failed together must not come back together.</summary>
    private TimeSpan Wait(int failed, TransientFault fault)
    {
        if (fault.AtOnce)
        {
            return TimeSpan.Zero;
        }

        var most = Math.Min(options.BackoffCap.TotalSeconds, options.BackoffBase.TotalSeconds * Math.Pow(2, failed - 1));
        double drawn;
        lock (_gate)
        {
            drawn = options.Random.NextDouble();
        }

        var jitter = TimeSpan.FromSeconds(most * drawn);
        return fault.RetryAfter is not { } asked ? jitter : asked < LongestRetryAfter ? asked + jitter : LongestRetryAfter + jitter;
    }
}
