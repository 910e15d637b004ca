using System.Diagnostics;

namespace Slipway.Acceptance.Support;

/// <summary>Waits in real time for something that another process does, and says what it was if it does not come.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    public static async Task<T> GetAsync<T>(string what, TimeSpan within, Func<Task<T?>> look)
        where T : class
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (await look() is { } seen)
            {
                return seen;
            }

            if (clock.Elapsed > within)
            {
                throw new TimeoutException($"Waited {within.TotalSeconds:0.#} s in vain: {what}.");
            }

            await Task.Delay(Step, TimeProvider.System);
        }
    }

    public static Task IsTrueAsync(string what, TimeSpan within, Func<Task<bool>> look) =>
        GetAsync(what, within, async () => await look() ? "true" : null);

    public static Task IsTrueAsync(string what, TimeSpan within, Func<bool> look) =>
        GetAsync(what, within, () => Task.FromResult(look() ? "true" : null));
}
