using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Slipway.Server.Sweeping;

/// <summary>One kind of work that comes round: bounded, resumable, safe beside traffic and beside itself.</summary>
/// <param name="Name">For the log.</param>
/// <param name="RunAsync">Answers how much it did.</param>
internal sealed record Chore(string Name, Func<CancellationToken, Task<int>> RunAsync);

/// <summary>
/// Does every chore once before the port opens (what a crash left behind), then every few seconds. A chore that fails is logged and comes round again.
/// </summary>
internal sealed partial class Sweeper(IEnumerable<Chore> chores, TimeProvider time, ILogger<Sweeper> logger) : BackgroundService
{
    /// <summary>Well below the minute within which the bytes of a canceled group are gone.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly Chore[] _chores = [.. chores];

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RoundAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await RoundAsync(stoppingToken);
        }
    }

    private async Task RoundAsync(CancellationToken ct)
    {
        foreach (var chore in _chores)
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
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Chore}: {Count}", EventName = "Swept")]
        public static partial void Swept(ILogger logger, string chore, int count);

        [LoggerMessage(2, LogLevel.Error, "{Chore} failed and will be tried again", EventName = "SweepFailed")]
        public static partial void Failed(ILogger logger, string chore, Exception failure);
    }
}
