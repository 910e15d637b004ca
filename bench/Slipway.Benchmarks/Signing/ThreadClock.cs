using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Slipway.Benchmarks.Signing;

/// <summary>Processor time of this thread, which a busy machine disturbs less than the wall clock; the wall clock where it is not Linux.</summary>
internal static partial class ThreadClock
{
    private const int ClockThreadCpuTimeId = 3;

    public static string Name => OperatingSystem.IsLinux() ? "thread CPU time" : "wall clock";

    public static double Seconds => OperatingSystem.IsLinux() && ClockGetTime(ClockThreadCpuTimeId, out var time) == 0
        ? time.Seconds + (time.Nanoseconds * 1e-9)
        : Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
