using Slipway.Benchmarks.Harness;

namespace Slipway.Benchmarks.PartPut;

/// <summary>Slipway as a taker of parts: every run is a whole upload, from its start to the check of the finished object; only the PUTs are measured.</summary>
internal sealed class SlipwayParts(Workshop shop, SlipwayServer server) : IAsyncDisposable
{
    public static async Task<SlipwayParts> StartAsync(Workshop shop, CancellationToken ct, params IEnumerable<(string Name, string Value)> settings) =>
        new(shop, await SlipwayServer.StartAsync(shop.NewFolder("slipway"), ct, settings));

    public Contender As(string name, PartPutBench.Shape shape) => new(name, ct => PutAsync(shape, ct));

    public async Task<Sample> PutAsync(PartPutBench.Shape shape, CancellationToken ct)
    {
        var file = await server.StartFileAsync(shape.TotalBytes, ct);
        var targets = await server.TargetsAsync(file, ct);
        if (targets.Count != shape.Parts)
        {
            throw new InvalidOperationException($"The plan has {targets.Count} parts instead of {shape.Parts}.");
        }

        var sample = await server.Process.MeasureAsync(
            (double)shape.TotalBytes / (1 << 30), () => Load.PutAsync(shop.Root, server.Process.Port, shape.Connections, targets, ct));
        await server.FinishAsync(file, shape.PartBytes, shape.TotalBytes, ct);
        return sample;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
