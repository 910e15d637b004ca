using Slipway.Benchmarks.Harness;
using Slipway.Benchmarks.Peers;

namespace Slipway.Benchmarks.PartPut;

/// <summary>PUT of parts on the disk store: against nginx where nothing is synced, and against the least that a durable server can do.</summary>
internal sealed class PartPutBench(Workshop shop, Report report)
{
    private const long MiB = 1 << 20;
    private const int Rounds = 5;

    private static readonly (string, string) PartSize8MiB = ("Slipway__Uploads__PartBytes", "8388608");
    private static readonly (string, string) Relaxed = ("Slipway__Storage__Disk__Durability", "relaxed");
    private static readonly (string, string) Md5 = ("Slipway__Storage__Disk__Checksum", "md5");

    private static readonly Shape[] Shapes =
    [
        new(100, 10, 1), new(100, 10, 4), new(8, 128, 1), new(8, 128, 4), new(8, 128, 16),
    ];

    public async Task RunAsync(CancellationToken ct)
    {
        await RelaxedAsync(ct);
        await DurableAsync(ct);
        await MemoryAsync(ct);
    }

    /// <summary>Planted: MD5 over every byte, as a careless checksum would cost.</summary>
    public async Task<bool> PlantAsync(CancellationToken ct)
    {
        report.Title("part-put, planted: MD5 of every byte, relaxed");
        await using var sound = await SlipwayParts.StartAsync(shop, ct, Relaxed, PartSize8MiB);
        await using var planted = await SlipwayParts.StartAsync(shop, ct, Relaxed, PartSize8MiB, Md5);
        var shape = new Shape(8, 128, 4);
        var turns = await Turns.RunAsync(1, Rounds, ct, sound.As("sound", shape), planted.As("planted", shape));
        Print(turns, "sound");
        Print(turns, "planted", "sound");
        return Plant.Seen(report, "MD5 (CPU)", turns.CpuRatio("planted", "sound")) & Plant.Seen(report, "MD5 (rate)", turns.RateRatio("sound", "planted"));
    }

    private async Task RelaxedAsync(CancellationToken ct)
    {
        await using var nginx = await NginxDav.StartAsync(shop, ct);
        await using var small = await SlipwayParts.StartAsync(shop, ct, Relaxed, PartSize8MiB);
        await using var large = await SlipwayParts.StartAsync(shop, ct, Relaxed);
        var (rates, cpus) = (new List<double>(), new List<double>());
        foreach (var shape in Shapes)
        {
            report.Title($"part-put, CRC-64/NVME, not synced: {shape}");
            var slipway = shape.PartMiB == 8 ? small : large;
            var turns = await Turns.RunAsync(
                2, Rounds, ct, new Contender("nginx-dav", stop => nginx.PutAsync(shape.Parts, shape.PartBytes, shape.Connections, stop)), slipway.As("slipway", shape));
            Print(turns, "nginx-dav");
            Print(turns, "slipway", "nginx-dav");
            rates.Add(turns.RateRatio("slipway", "nginx-dav").Median);
            cpus.Add(turns.CpuRatio("slipway", "nginx-dav").Median);
        }

        report.Title("part-put, not synced, all five");
        report.AtLeast("D1 rate, geometric mean, x nginx-dav", 0.9, GeometricMean(rates));
        report.AtLeast("D1 rate, the worst, x nginx-dav", 0.8, rates.Min());
        report.AtMost("D1 CPU, geometric mean, x nginx-dav", 1.25, GeometricMean(cpus));
    }

    private async Task DurableAsync(CancellationToken ct)
    {
        await using var sync = await CFloor.StartAsync(shop, "sync", ct);
        await using var kick = await CFloor.StartAsync(shop, "kick", ct);
        await using var small = await SlipwayParts.StartAsync(shop, ct, PartSize8MiB);
        await using var large = await SlipwayParts.StartAsync(shop, ct);
        foreach (var shape in (Shape[])[new(100, 10, 1), new(100, 10, 4), new(8, 128, 4)])
        {
            report.Title($"part-put, CRC-64/NVME, durable: {shape}");
            var turns = await Turns.RunAsync(
                1,
                Rounds,
                ct,
                new Contender("C, fdatasync", stop => sync.PutAsync(shape.Parts, shape.PartBytes, shape.Connections, stop)),
                new Contender("C, early write-back", stop => kick.PutAsync(shape.Parts, shape.PartBytes, shape.Connections, stop)),
                (shape.PartMiB == 8 ? small : large).As("slipway", shape));
            Print(turns, "C, fdatasync");
            Print(turns, "C, early write-back");
            Print(turns, "slipway", "C, early write-back");
            report.AtLeast("D5 rate, x C with early write-back", 0.9, turns.RateRatio("slipway", "C, early write-back").Median);
            report.AtLeast("D5 rate, x C with fdatasync", 1.0, turns.RateRatio("slipway", "C, fdatasync").Median);
            report.AtMost("D5 CPU, x C with early write-back", 1.1, turns.CpuRatio("slipway", "C, early write-back").Median);
        }
    }

    private async Task MemoryAsync(CancellationToken ct)
    {
        report.Title("part-put, memory, 16 connections");
        await using var small = await SlipwayParts.StartAsync(shop, ct, Relaxed, PartSize8MiB);
        await using var large = await SlipwayParts.StartAsync(shop, ct, Relaxed);
        var (few, many) = ((await small.PutAsync(new Shape(8, 64, 16), ct)).PeakMiB, (await large.PutAsync(new Shape(100, 16, 16), ct)).PeakMiB);
        report.Line($"peak resident: {few:0} MiB with parts of 8 MiB, {many:0} MiB with parts of 100 MiB");
        report.AtMost("M1 16 x 100 MiB, MiB", 150, many);
        report.AtMost("M1 16 x 100 MiB, x 16 x 8 MiB", 1.3, many / few);
    }

    private void Print(Turns turns, string name, string? to = null) => report.Contender(turns, name, "GiB/s", "CPU-s/GiB", 1, to);

    private static double GeometricMean(List<double> values) => Math.Exp(values.Average(Math.Log));

    /// <summary>One file in equal parts.</summary>
    internal sealed record Shape(int PartMiB, int Parts, int Connections)
    {
        public long PartBytes => PartMiB * MiB;

        public long TotalBytes => PartBytes * Parts;

        public override string ToString() => $"{Parts} x {PartMiB} MiB, {Connections} connection{(Connections == 1 ? "" : "s")}";
    }
}
