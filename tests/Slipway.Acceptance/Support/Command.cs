using System.Diagnostics;
using System.Text;

namespace Slipway.Acceptance.Support;

/// <summary>How a program ended, and all that it said.</summary>
internal sealed record Finished(int ExitCode, string Output, string Error)
{
    public Finished Succeeded()
    {
        Assert.True(ExitCode == 0, $"It ended with {ExitCode}.\n{Output}\n{Error}");
        return this;
    }
}

/// <summary>Runs programs to their end.</summary>
internal static class Command
{
    public static Task<Finished> SlipwayAsync(params string[] arguments) => RunAsync("dotnet", [Checkout.Slipway, .. arguments]);

    public static async Task<Finished> RunAsync(
        string program, IEnumerable<string> arguments, string? folder = null, IReadOnlyDictionary<string, string>? environment = null, TimeSpan? within = null)
    {
        using var process = Start(program, arguments, folder, environment);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(within ?? TimeSpan.FromMinutes(2), TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end.\n{await output}\n{await error}");
        }

        var finished = new Finished(process.ExitCode, await output, await error);
        Secrets.AssertNone(finished.Error.Split('\n'));
        return finished;
    }

    public static Process Start(
        string program, IEnumerable<string> arguments, string? folder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
