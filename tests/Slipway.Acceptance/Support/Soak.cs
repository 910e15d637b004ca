using System.Globalization;

namespace Slipway.Acceptance.Support;

/// <summary>How long the long loops are, and what they draw from.</summary>
internal static class Soak
{
    private static readonly int Factor = Number("SLIPWAY_SOAK") ?? 1;

    /// <summary>So many times, or <c>SLIPWAY_SOAK</c> times as many.</summary>
    public static int Times(int count) => count * Factor;

    /// <summary>A new one for every run, printed by it; <c>SEED</c> repeats a run.</summary>
    public static int Seed() => Number("SEED") ?? (int)(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() % 1_000_000_000);

    /// <summary>Lets a load run until a moment that nobody chose.</summary>
    public static Task MomentAsync(Random random, int leastMilliseconds, int mostMilliseconds) =>
        Task.Delay(TimeSpan.FromMilliseconds(random.Next(leastMilliseconds, mostMilliseconds)), TimeProvider.System, TestContext.Current.CancellationToken);

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
