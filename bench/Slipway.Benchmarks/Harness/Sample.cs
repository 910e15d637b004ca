namespace Slipway.Benchmarks.Harness;

/// <summary>What one run of one contender took.</summary>
/// <param name="Units">How much was done, in the unit that the benchmark reports (GiB, requests).</param>
/// <param name="Seconds">Wall time, at the load's side.</param>
/// <param name="CpuSeconds">User and system time of the server's processes.</param>
/// <param name="PeakMiB">The server's greatest resident memory during the run.</param>
internal sealed record Sample(double Units, double Seconds, double CpuSeconds, double PeakMiB)
{
    public double Rate => Units / Seconds;

    public double CpuPerUnit => CpuSeconds / Units;
}
