using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Slipway.Server.Sweeping;

/// <summary>One kind of work that comes round: bounded, resumable, safe beside traffic and beside itself.</summary>
/// <param name="Name">For the log.</param>
/// <param name="Every">How long it rests between two times.</param>
/// <param name="RunAsync">Answers how much it did.</param>
internal sealed record Chore(string Name, TimeSpan Every, Func<CancellationToken, Task<int>> RunAsync);

/// <summary>
/// Does every chore once before the port opens (what a crash left behind), then again and again. A chore that fails is logged and comes round again.
/// </summary>
internal sealed partial class Sweeper(IEnumerable<Chore> chores, TimeProvider time, ILogger<Sweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    private readonly Chore[] _chores = [.. chores];
    private readonly Dictionary<Chore, long> _rested = [];

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RoundAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RoundAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the host stops; one that never came to its start would report this as a failure
        }
    }

    private async Task RoundAsync(CancellationToken ct)
    {
        foreach (var chore in _chores.Where(IsDue))
        {
            await RunAsync(chore, ct);
            _rested[chore] = time.GetTimestamp(); // monotonic: a clock that is set back must not keep a chore from its turn
        }
    }

    private bool IsDue(Chore chore) => !_rested.TryGetValue(chore, out var since) || time.GetElapsedTime(since) >= chore.Every;

    private async Task RunAsync(Chore chore, CancellationToken ct)
    {
        try
        {
            if (await chore.RunAsync(ct) is var done and > 0)
            {
                Log.Swept(logger, chore.Name, done);
            }
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            Log.Failed(logger, chore.Name, failure);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Chore}: {Count}", EventName = "Swept")]
        public static partial void Swept(ILogger logger, string chore, int count);

        [LoggerMessage(2, LogLevel.Error, "{Chore} failed and will be tried again", EventName = "SweepFailed")]
        public static partial void Failed(ILogger logger, string chore, Exception failure);
    }
}
