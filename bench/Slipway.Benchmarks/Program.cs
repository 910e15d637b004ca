using System.Globalization;
using System.Runtime.Versioning;
using Slipway.Benchmarks.Complete;
using Slipway.Benchmarks.Database;
using Slipway.Benchmarks.Harness;
using Slipway.Benchmarks.Host;
using Slipway.Benchmarks.PartPut;
using Slipway.Benchmarks.PartUrls;
using Slipway.Benchmarks.Peers;
using Slipway.Benchmarks.Signing;

[assembly: SupportedOSPlatform("linux")] // what a process used is read from /proc

// The roles that this program plays in processes of their own.
switch (args)
{
    case ["peer", var port, .. var file]:
        await PeerHost.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), file.FirstOrDefault());
        return 0;
    case ["host", var data, var port, var changes]:
        await HostedSlipway.RunAsync(data, int.Parse(port, CultureInfo.InvariantCulture), changes);
        return 0;
}

using var shop = Workshop.Open();
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true; // the servers are stopped and the folder is removed first
    stop.Cancel();
};
var report = new Report(Console.Out);
var parts = new PartPutBench(shop, report);
var urls = new PartUrlsBench(shop, report);
var completing = new CompleteBench(shop, report);
var benchmarks = new Dictionary<string, Benchmark>
{
    ["signing"] = new(() => Task.Run(() => SigningBench.Run(Console.Out)), () => Task.FromResult(SigningPlant.Run(report))),
    ["part-urls"] = new(() => urls.RunAsync(stop.Token), () => urls.PlantAsync(stop.Token)),
    ["part-put"] = new(() => parts.RunAsync(stop.Token), () => parts.PlantAsync(stop.Token)),
    ["complete"] = new(() => completing.RunAsync(stop.Token), () => completing.PlantAsync(stop.Token)),
    ["catalog"] = new(() => CatalogBench.RunAsync(Console.Out), null), // has its own: "a transaction each" beside shared commits
};

string[] names = [.. args.Where(arg => arg != "--plant")];
if (names.Length == 0 || names.Any(name => name != "all" && !benchmarks.ContainsKey(name)))
{
    Console.Error.WriteLine($"usage: bench/run [--plant] all | {string.Join(" | ", benchmarks.Keys)} …");
    return 2;
}

report.Machine();
var seen = true;
foreach (var name in names.Contains("all") ? [.. benchmarks.Keys] : names)
{
    if (!args.Contains("--plant"))
    {
        report.Title(name);
        await benchmarks[name].RunAsync();
    }
    else if (benchmarks[name].PlantAsync is { } plantAsync)
    {
        seen &= await plantAsync();
    }
}

return seen ? 0 : 1;

/// <summary>What measures, and what shows that it can see a regression.</summary>
internal sealed record Benchmark(Func<Task> RunAsync, Func<Task<bool>>? PlantAsync);
