namespace Slipway.Benchmarks.Harness;

/// <summary>
/// A regression put in on purpose. A benchmark is one only if it tells the planted from the sound: with <c>--plant</c> both run in turns, and every
/// round must show a clear difference.
/// </summary>
internal static class Plant
{
    /// <summary>How much worse every single round must be.</summary>
    private const double Clear = 1.1;

    /// <param name="worse">How many times worse the planted was, round by round.</param>
    /// <returns>Whether the benchmark saw it.</returns>
    public static bool Seen(Report report, string what, Spread worse)
    {
        var seen = worse.Least >= Clear;
        report.Line($"{(seen ? "seen  " : "UNSEEN")} planted {what}: x{worse.Print("0.00")} worse (every round >= x{Clear:0.0})");
        return seen;
    }
}
