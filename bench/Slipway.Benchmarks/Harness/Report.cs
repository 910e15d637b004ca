using System.Globalization;

namespace Slipway.Benchmarks.Harness;

/// <summary>Prints what was measured, and where it stands against its goal.</summary>
internal sealed class Report(TextWriter output)
{
    public TextWriter Output { get; } = output;

    /// <summary>What the machine is and how busy it was: figures mean nothing without it.</summary>
    public void Machine()
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        Output.WriteLine($"machine: {Environment.ProcessorCount} x {model?[(model.IndexOf(':', StringComparison.Ordinal) + 2)..]}, .NET {Environment.Version}, {BusyNow()}");
    }

    public void Title(string title)
    {
        Output.WriteLine();
        Output.WriteLine($"== {title} ({BusyNow()})");
    }

    public void Line(string text) => Output.WriteLine($"  {text}");

    /// <summary>One contender's figures and, beside it, its ratios to another.</summary>
    public void Contender(Turns turns, string name, string rateUnit, string cpuUnit, double cpuScale, string? to = null)
    {
        var rate = turns.Rate(name);
        var cpu = Scaled(turns.Cpu(name), cpuScale);
        var ratios = to is null ? "" : $"   x{turns.RateRatio(name, to).Print("0.00")} rate, x{turns.CpuRatio(name, to).Print("0.00")} CPU of {to}";
        Line($"{name,-28} {rate.Print("0.##"),-26} {rateUnit,-6} {cpu.Print("0.##"),-24} {cpuUnit,-12} {turns.PeakMiB(name),5:0} MiB{ratios}");
    }

    public void AtLeast(string what, double goal, double reached) => Goal(what, ">=", goal, reached, reached >= goal);

    public void AtMost(string what, double goal, double reached) => Goal(what, "<=", goal, reached, reached <= goal);

    private static Spread Scaled(Spread spread, double by) => new(spread.Least * by, spread.Median * by, spread.Most * by);

    private static string BusyNow() => "load " + File.ReadAllText("/proc/loadavg").Split(' ')[0];

    private void Goal(string what, string sign, double goal, double reached, bool met) => Line(string.Create(
        CultureInfo.InvariantCulture, $"{(met ? "met   " : "MISSED")} {what}: {reached:0.#####} ({sign} {goal:0.#####})"));
}
