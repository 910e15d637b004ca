using System.Globalization;
using System.Text.Json;
using Slipway.Benchmarks.Harness;
using Slipway.Benchmarks.Host;

namespace Slipway.Benchmarks.PartUrls;

/// <summary>
/// "Get Part URLs" over HTTP: ten thousand parts, thirteen parts, and the first call of a process. Slipway admits the key and looks the group up for
/// each call; its peers do nothing but sign, or send.
/// </summary>
internal sealed class PartUrlsBench(Workshop shop, Report report)
{
    private const int Rounds = 5;
    private const int Most = 10_000;
    private const long PartBytes = 100L << 20;

    public async Task RunAsync(CancellationToken ct)
    {
        await using var slipway = await SlipwayServer.StartAsync(shop.NewFolder("slipway"), ct);
        await ManyAsync(slipway, ct);
        await FewAsync(slipway, ct);
        await ColdAsync(ct);
    }

    /// <summary>Planted: answers put together in memory, and serialized twice.</summary>
    public async Task<bool> PlantAsync(CancellationToken ct)
    {
        report.Title("part-urls, planted: answers serialized twice");
        await using var sound = await SlipwayServer.StartAsync(shop.NewFolder("slipway"), ct);
        await using var planted = await SlipwayServer.StartHostedAsync(shop.NewFolder("slipway"), HostedSlipway.Reserialized, ct);
        var turns = await Turns.RunAsync(1, Rounds, ct, await SlipwayAsync("sound", sound, Most, 1, 10, ct), await SlipwayAsync("planted", planted, Most, 1, 10, ct));
        Print(turns, "sound");
        Print(turns, "planted", "sound");
        return Plant.Seen(report, "serialization (CPU)", turns.CpuRatio("planted", "sound"));
    }

    private async Task ManyAsync(SlipwayServer slipway, CancellationToken ct)
    {
        report.Title("part-urls, 10,000 parts, 1 connection");
        var ready = Path.Combine(shop.Root, "ready");
        var file = await slipway.StartFileAsync(Most * PartBytes, ct);
        await File.WriteAllBytesAsync(ready, Checked(await slipway.AskAsync(file.Address + "/part-urls", "{}", ct), Most), ct);
        await using var peer = await StartPeerAsync(ready, ct);
        var turns = await Turns.RunAsync(
            1, Rounds, ct, Ask("ready bytes", peer, "/ready", 1, 40), await SlipwayAsync("slipway", slipway, Most, 1, 40, ct), Ask("AWSSDK.S3", peer, $"/aws?count={Most}", 1, 2));
        Print(turns, "ready bytes");
        Print(turns, "slipway", "ready bytes");
        Print(turns, "AWSSDK.S3");
        report.AtMost("P3 CPU, x the same bytes ready", 1.5, turns.CpuRatio("slipway", "ready bytes").Median);
        report.AtLeast("P3 CPU, AWSSDK.S3 endpoint / slipway", 60, turns.CpuRatio("AWSSDK.S3", "slipway").Median);
    }

    private async Task FewAsync(SlipwayServer slipway, CancellationToken ct)
    {
        report.Title("part-urls, 13 parts, 8 connections");
        await using var peer = await StartPeerAsync(null, ct);
        var turns = await Turns.RunAsync(
            2, Rounds, ct, Ask("hello", peer, "/hello", 8, 30_000), await SlipwayAsync("slipway", slipway, 13, 8, 15_000, ct), Ask("AWSSDK.S3", peer, "/aws?count=13", 8, 1_500));
        Print(turns, "hello");
        Print(turns, "slipway", "hello");
        Print(turns, "AWSSDK.S3");
        report.AtLeast("P4 CPU, AWSSDK.S3 endpoint / slipway", 15, turns.CpuRatio("AWSSDK.S3", "slipway").Median);
        report.AtLeast("P4 requests/s, x hello", 0.3, turns.RateRatio("slipway", "hello").Median);
    }

    private async Task ColdAsync(CancellationToken ct)
    {
        report.Title("part-urls, 10,000 parts, the first call of a process");
        var data = shop.NewFolder("slipway");
        BenchFile file;
        await using (var before = await SlipwayServer.StartAsync(data, ct))
        {
            file = await before.StartFileAsync(Most * PartBytes, ct);
        }

        var turns = await Turns.RunAsync(
            1, Rounds, ct, new Contender("slipway", stop => ColdSlipwayAsync(data, file, stop)), new Contender("AWSSDK.S3", ColdPeerAsync));
        Print(turns, "AWSSDK.S3");
        Print(turns, "slipway", "AWSSDK.S3");
        report.AtLeast("P3 cold, AWSSDK.S3 endpoint's time / slipway's", 10, turns.RateRatio("slipway", "AWSSDK.S3").Median);
    }

    private async Task<Sample> ColdSlipwayAsync(string data, BenchFile file, CancellationToken ct)
    {
        await using var slipway = await SlipwayServer.StartAsync(data, ct);
        return await Ask("slipway", slipway.Process, slipway.Head(file.Address + "/part-urls"), "{}"u8.ToArray(), 1, 1).RunAsync(ct);
    }

    private async Task<Sample> ColdPeerAsync(CancellationToken ct)
    {
        await using var peer = await StartPeerAsync(null, ct);
        return await Ask("AWSSDK.S3", peer, $"/aws?count={Most}", 1, 1).RunAsync(ct);
    }

    private async Task<Contender> SlipwayAsync(string name, SlipwayServer slipway, int parts, int connections, int requests, CancellationToken ct)
    {
        var file = await slipway.StartFileAsync(parts * PartBytes, ct);
        Checked(await slipway.AskAsync(file.Address + "/part-urls", "{}", ct), parts);
        return Ask(name, slipway.Process, slipway.Head(file.Address + "/part-urls"), "{}"u8.ToArray(), connections, requests);
    }

    private Contender Ask(string name, ServerProcess server, string address, int connections, int requests) =>
        Ask(name, server, $"POST {address} HTTP/1.1", ReadOnlyMemory<byte>.Empty, connections, requests);

    private Contender Ask(string name, ServerProcess server, string head, ReadOnlyMemory<byte> body, int connections, int requests) => new(
        name, ct => server.MeasureAsync(requests, () => Load.AskAsync(shop.Root, server.Port, connections, requests, head, body, ct)));

    private async Task<ServerProcess> StartPeerAsync(string? ready, CancellationToken ct)
    {
        var port = Workshop.FreePort();
        string[] arguments = ["peer", port.ToString(CultureInfo.InvariantCulture), .. ready is null ? (string[])[] : [ready]];
        return await ServerProcess.StartAsync(Workshop.OwnProgram, arguments, port, Path.Combine(shop.Root, $"peer-{port}.log"), ct);
    }

    /// <summary>The answer, if it lists the parts from the first to the last, each behind the other, with a URL of its own.</summary>
    private static byte[] Checked(byte[] answer, int parts)
    {
        using var json = JsonDocument.Parse(answer);
        var urls = new HashSet<string>();
        foreach (var part in json.RootElement.GetProperty("parts").EnumerateArray())
        {
            var whole = urls.Add(part.GetProperty("url").GetString()!)
                && part.GetProperty("partNumber").GetInt32() == urls.Count
                && part.GetProperty("byteStart").GetInt64() == (urls.Count - 1) * PartBytes;
            if (!whole)
            {
                throw new InvalidOperationException($"The answer is wrong at part {urls.Count}.");
            }
        }

        return urls.Count == parts ? answer : throw new InvalidOperationException($"The answer lists {urls.Count} parts instead of {parts}.");
    }

    private void Print(Turns turns, string name, string? to = null) => report.Contender(turns, name, "/s", "CPU-ms", 1000, to);
}
