using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Slipway.Benchmarks.Harness;

/// <summary>What a process and its children use, as the kernel counts it.</summary>
internal sealed partial class ProcessUse(int processId)
{
    /// <summary>User and system time, exactly: /proc/PID/stat tells the same sum, cut to 10 ms.</summary>
    public double CpuSeconds() => Family(processId).Sum(CpuOf);

    /// <summary>The greatest resident memory since <see cref="ForgetPeak"/>, all processes together.</summary>
    public double PeakMiB() => Family(processId).Sum(id => Field($"/proc/{id}/status", "VmHWM:") / 1024.0);

    public void ForgetPeak()
    {
        foreach (var id in Family(processId))
        {
            File.WriteAllText($"/proc/{id}/clear_refs", "5");
        }
    }

    /// <summary>Bytes read and written, files and pipes, copies inside the kernel too; not what sockets receive and send.</summary>
    public long IoBytes() => Family(processId).Sum(id => Field($"/proc/{id}/io", "rchar:") + Field($"/proc/{id}/io", "wchar:"));

    private static double CpuOf(int id)
    {
        const int WholeProcess = 2; // CPUCLOCK_SCHED: what clock_getcpuclockid(3) makes of a process id
        return GetTime((~id << 3) | WholeProcess, out var time) == 0
            ? time.Seconds + (time.Nanoseconds * 1e-9)
            : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    private static long Field(string path, string name)
    {
        var line = File.ReadLines(path).First(text => text.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }

    private static IEnumerable<int> Family(int id)
    {
        yield return id;
        foreach (var task in Directory.GetDirectories($"/proc/{id}/task"))
        {
            foreach (var child in ChildrenOf(task))
            {
                foreach (var member in Family(child))
                {
                    yield return member;
                }
            }
        }
    }

    private static int[] ChildrenOf(string task)
    {
        try
        {
            return [.. File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        }
        catch (IOException)
        {
            return []; // a thread that has ended since it was listed
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int GetTime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
