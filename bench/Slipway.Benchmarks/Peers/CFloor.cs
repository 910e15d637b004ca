using System.Globalization;
using Slipway.Benchmarks.Harness;

namespace Slipway.Benchmarks.Peers;

/// <summary>clients/floor.c: the least that a server of part PUTs can do.</summary>
internal sealed class CFloor(Workshop shop, ServerProcess server, string file) : IAsyncDisposable
{
    /// <param name="mode"><c>write</c>, <c>sync</c> (fdatasync per part), or <c>kick</c> (the same with write-back started early).</param>
    public static async Task<CFloor> StartAsync(Workshop shop, string mode, CancellationToken ct)
    {
        var folder = shop.NewFolder("floor");
        var file = Path.Combine(folder, "data");
        var port = Workshop.FreePort();
        var server = await ServerProcess.StartAsync(
            Workshop.Client("floor"), [port.ToString(CultureInfo.InvariantCulture), file, mode], port, Path.Combine(folder, "log"), ct);
        return new CFloor(shop, server, file);
    }

    public async Task<Sample> PutAsync(int parts, long partBytes, int connections, CancellationToken ct)
    {
        var sample = await server.MeasureAsync(
            (double)parts * partBytes / (1 << 30),
            () => Load.PutAsync(shop.Root, server.Port, connections, Enumerable.Range(1, parts).Select(number => (partBytes, $"/{number}")), ct));
        await Pattern.VerifyAsync(file, 1, partBytes, parts * partBytes, ct);
        using var emptied = File.OpenHandle(file, FileMode.Open, FileAccess.Write);
        RandomAccess.SetLength(emptied, 0);
        return sample;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
