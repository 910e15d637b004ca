namespace Slipway.Benchmarks.Harness;

/// <summary>Somebody who does the work that is measured.</summary>
internal sealed record Contender(string Name, Func<CancellationToken, Task<Sample>> RunAsync);

/// <summary>Lets contenders run in turns, A B A B …: what disturbs the machine for a while disturbs them all, and ratios hold where figures drift.</summary>
internal sealed class Turns
{
    private readonly Dictionary<string, List<Sample>> _samples = [];

    public static async Task<Turns> RunAsync(int warmUps, int rounds, CancellationToken ct, params IReadOnlyList<Contender> contenders)
    {
        var turns = new Turns();
        for (var round = -warmUps; round < rounds; round++)
        {
            foreach (var contender in contenders)
            {
                var sample = await contender.RunAsync(ct);
                if (round >= 0)
                {
                    turns.Of(contender.Name).Add(sample);
                }
            }
        }

        return turns;
    }

    public Spread Rate(string name) => Spread.Of(Of(name).Select(sample => sample.Rate));

    public Spread Cpu(string name) => Spread.Of(Of(name).Select(sample => sample.CpuPerUnit));

    public double PeakMiB(string name) => Of(name).Max(sample => sample.PeakMiB);

    /// <summary>The ratio of rates, taken round by round.</summary>
    public Spread RateRatio(string name, string to) => Ratio(name, to, sample => sample.Rate);

    /// <summary>The ratio of CPU per unit, taken round by round.</summary>
    public Spread CpuRatio(string name, string to) => Ratio(name, to, sample => sample.CpuPerUnit);

    private Spread Ratio(string name, string to, Func<Sample, double> of) => Spread.Of(Of(name).Zip(Of(to), (a, b) => of(a) / of(b)));

    private List<Sample> Of(string name) => _samples.TryGetValue(name, out var list) ? list : _samples[name] = [];
}
