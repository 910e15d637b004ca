using System.Diagnostics;
using Slipway.Core.Faults;

namespace Slipway.Tests.Faults;

public sealed class CrashPointTests
{
    private const int KilledBySignal9 = 128 + 9;

    [Theory]
    [InlineData("test.point", KilledBySignal9)]
    [InlineData("test.point:1", KilledBySignal9)]
    [InlineData("test.point:3", KilledBySignal9)]
    [InlineData("test.point:4", 0)] // visited three times only
    [InlineData("another.point", 0)]
    [InlineData("test.poin", 0)]
    public async Task The_process_dies_at_the_named_visit_and_at_no_other(string crashAt, int exitCode)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
        {
            start.ArgumentList.Add(typeof(CrashPointTests).Assembly.Location);
        }

        foreach (var argument in new[] { "-explicit", "only", "-method", $"{typeof(CrashPointTests).FullName}.{nameof(Visits)}" })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["SLIPWAY_CRASH_AT"] = crashAt;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(exitCode, process.ExitCode);
        Assert.Equal(exitCode == 0, output.Contains("Total: 1, Errors: 0, Failed: 0", StringComparison.Ordinal));
    }

    [Fact]
    public void Unnamed_a_visit_does_nothing()
    {
        CrashPoint.Hit("test.point");
        CrashPoint.Hit("");
    }

    // Not a test by itself: what the process above does.
    [Fact(Explicit = true)]
    public void Visits()
    {
        for (var visit = 1; visit <= 3; visit++)
        {
            CrashPoint.Hit("test.point");
        }
    }
}
