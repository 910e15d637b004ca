using System.Globalization;
using System.Runtime.Versioning;
using Slipway.Benchmarks.Complete;
using Slipway.Benchmarks.Harness;
using Slipway.Benchmarks.Host;
using Slipway.Benchmarks.PartPut;
using Slipway.Benchmarks.PartUrls;
using Slipway.Benchmarks.Peers;

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
var benchmarks = new Dictionary<string, (Func<Task> RunAsync, Func<Task<bool>> PlantAsync)>
{
    ["part-urls"] = (() => new PartUrlsBench(shop, report).RunAsync(stop.Token), () => new PartUrlsBench(shop, report).PlantAsync(stop.Token)),
    ["part-put"] = (() => new PartPutBench(shop, report).RunAsync(stop.Token), () => new PartPutBench(shop, report).PlantAsync(stop.Token)),
    ["complete"] = (() => new CompleteBench(shop, report).RunAsync(stop.Token), () => new CompleteBench(shop, report).PlantAsync(stop.Token)),
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
    if (args.Contains("--plant"))
    {
        seen &= await benchmarks[name].PlantAsync();
    }
    else
    {
        await benchmarks[name].RunAsync();
    }
}

return seen ? 0 : 1;
