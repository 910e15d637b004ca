using System.Diagnostics;
using Slipway.Benchmarks.Harness;
using Slipway.Benchmarks.Host;
using Slipway.Server.Dialects.SpatialGen;

namespace Slipway.Benchmarks.Complete;

/// <summary>
/// Completing a file of ten thousand parts over HTTP, its tokens listed. The parts are tiny (4 KiB; a service hosted here plans them), because what
/// is asked is what completing costs beside the bytes: the same with twice the bytes must move not one byte more.
/// </summary>
internal sealed class CompleteBench(Workshop shop, Report report)
{
    private const int Rounds = 5;
    private const int WarmUps = 60; // completes of ten parts, after which the code is compiled as it will stay
    private const int Many = 10_000;
    private const int Few = 10;
    private const long Tiny = 4096;
    private const long Small = 8192; // as many digits as 4096: a token names the length

    private readonly Dictionary<string, List<double>> _moved = [];

    /// <summary>The last request that listed <see cref="Many"/> parts.</summary>
    private ReadOnlyMemory<byte> _request;

    public async Task RunAsync(CancellationToken ct)
    {
        report.Title("complete, durable");
        await using var tiny = await StartAsync(HostedSlipway.TinyParts, ct);
        await using var small = await StartAsync(HostedSlipway.SmallParts, ct);
        await WarmUpAsync(tiny, Tiny, ct);
        await WarmUpAsync(small, Small, ct);
        var turns = await Turns.RunAsync(
            1, Rounds, ct, As("10,000 parts, 41 MB", tiny, Many, Tiny), As("10,000 parts, 82 MB", small, Many, Small), As("10 parts", tiny, Few, Tiny));
        Print(turns, "10 parts");
        Print(turns, "10,000 parts, 41 MB", "10 parts");
        Print(turns, "10,000 parts, 82 MB", "10,000 parts, 41 MB");
        var parse = Parse(out var allocated);
        report.Line($"reading the request alone ({_request.Length / 1024} KiB): {parse.Print("0.00")} ms, {allocated / 1024} KiB allocated");
        var more = (Moved("10,000 parts, 82 MB") - Moved("10,000 parts, 41 MB")) / (Many * (double)(Small - Tiny));
        report.AtMost("C1 bytes moved for each byte more of content", 0.0001, more);
        report.AtMost("C1 CPU, ms", 10, turns.Cpu("10,000 parts, 41 MB").Median * 1000);
        report.AtMost("C1 reading the request, ms", 4, parse.Median);
        var base10 = (1 / turns.Rate("10 parts").Median) + (parse.Median / 1000);
        report.AtMost("C1 time, x (10 parts + reading the request)", 1.2, 1 / turns.Rate("10,000 parts, 41 MB").Median / base10);
    }

    /// <summary>Planted: the finished object read once more.</summary>
    public async Task<bool> PlantAsync(CancellationToken ct)
    {
        report.Title("complete, planted: the finished object read once more");
        await using var sound = await StartAsync(HostedSlipway.TinyParts, ct);
        await using var planted = await StartAsync($"{HostedSlipway.TinyParts},{HostedSlipway.ReadBack}", ct);
        await WarmUpAsync(sound, Tiny, ct);
        await WarmUpAsync(planted, Tiny, ct);
        var turns = await Turns.RunAsync(1, Rounds, ct, As("sound", sound, Many, Tiny), As("planted", planted, Many, Tiny));
        Print(turns, "sound");
        Print(turns, "planted", "sound");
        return Plant.Seen(report, "read (bytes moved)", Spread.Of(_moved["planted"].Zip(_moved["sound"], (a, b) => a / b)));
    }

    private Task<SlipwayServer> StartAsync(string changes, CancellationToken ct) => SlipwayServer.StartHostedAsync(shop.NewFolder("slipway"), changes, ct);

    private async Task WarmUpAsync(SlipwayServer server, long partBytes, CancellationToken ct)
    {
        for (var i = 0; i < WarmUps; i++)
        {
            await CompleteAsync("warm-up", server, Few, partBytes, ct);
        }
    }

    private Contender As(string name, SlipwayServer server, int parts, long partBytes) => new(name, ct => CompleteAsync(name, server, parts, partBytes, ct));

    private async Task<Sample> CompleteAsync(string name, SlipwayServer server, int parts, long partBytes, CancellationToken ct)
    {
        var file = await server.StartFileAsync(parts * partBytes, ct);
        await Load.PutAsync(shop.Root, server.Process.Port, 16, await server.TargetsAsync(file, ct), ct);
        var request = await server.TokensAsync(file, ct);
        _request = parts == Many ? request : _request;
        var before = server.Process.Use.IoBytes();
        var sample = await server.Process.MeasureAsync(1, async () =>
        {
            var watch = Stopwatch.StartNew();
            await server.CompleteAsync(file, request, ct);
            return watch.Elapsed.TotalSeconds;
        });
        (_moved.TryGetValue(name, out var moved) ? moved : _moved[name] = []).Add(server.Process.Use.IoBytes() - before);
        await server.VerifyAsync(partBytes, parts * partBytes, ct);
        return sample;
    }

    /// <summary>What the dialect's reader takes for the request, in milliseconds, and the bytes it allocates each time.</summary>
    private Spread Parse(out long allocated)
    {
        var times = new List<double>();
        var before = 0L;
        for (var i = -WarmUps; i < 20; i++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            CompletionReader.Read(_request.Span);
            if (i >= 0)
            {
                times.Add(watch.Elapsed.TotalMilliseconds);
            }
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return Spread.Of(times);
    }

    /// <summary>The least of the rounds: what comes on top (a checkpoint of the database, the sweeper) is not the completion's.</summary>
    private double Moved(string name) => _moved[name].Min();

    private void Print(Turns turns, string name, string? to = null)
    {
        report.Contender(turns, name, "/s", "CPU-ms", 1000, to);
        report.Line($"{"",-28} {Spread.Of(_moved[name].Select(bytes => bytes / 1024)).Print("0")} KiB moved");
    }
}
