using System.Diagnostics;

namespace Slipway.Core.Faults;

/// <summary>
/// Named places at which a test may end the process as a power switch would: <c>SLIPWAY_CRASH_AT=name:count</c> kills it with SIGKILL at the
/// count-th visit. Off, a visit is a test of a constant that the JIT removes.
/// </summary>
public static class CrashPoint
{
    private static readonly string? Name = Environment.GetEnvironmentVariable("SLIPWAY_CRASH_AT")?.Split(':')[0];
    private static readonly bool On = Name is not null;
    private static int _left = On && Environment.GetEnvironmentVariable("SLIPWAY_CRASH_AT")!.Split(':') is [_, var count]
        ? int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)
        : 1;

    public static void Hit(string name)
    {
        if (On && name == Name && Interlocked.Decrement(ref _left) == 0)
        {
            using var self = Process.GetCurrentProcess();
            self.Kill();
            using var never = new ManualResetEventSlim();
            never.Wait(); // the signal may take an instant; nothing past this line may run
        }
    }
}
