using Slipway.Acceptance.Support;

namespace Slipway.Acceptance.Load;

/// <summary>Several uploaders at once against one server, which may go and come back meanwhile.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly CancellationTokenSource _last = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly Wire _wire;
    private readonly Task _all;

    public Fleet(Server server, int seed, int uploaders = 8, LoadShape? shape = null)
    {
        _wire = new Wire(server.Url, server.Key!);
        _all = Task.WhenAll(Enumerable.Range(1, uploaders).Select(number =>
            Task.Run(() => new Uploader(_wire, Ledger, shape ?? new LoadShape(), $"load-{seed}-{number}", seed + number).RunAsync(_last.Token, _abort.Token))));
    }

    public Ledger Ledger { get; } = new();

    /// <summary>How often each status was answered.</summary>
    public IReadOnlyDictionary<int, int> Statuses => _wire.Statuses;

    /// <summary>Lets every group that is under way come to its end.</summary>
    public async Task FinishAsync()
    {
        await _last.CancelAsync();
        await _all;
    }

    public async ValueTask DisposeAsync()
    {
        await _abort.CancelAsync();
        await _all;
        _wire.Dispose();
        _abort.Dispose();
        _last.Dispose();
    }
}
