using System.Diagnostics;
using Slipway.Acceptance.Support;

namespace Slipway.Acceptance.Faults;

/// <summary>The kernel refuses every sync of some files of a running server, until this is disposed.</summary>
internal sealed class Injection : IDisposable
{
    private readonly Process _tracer;

    private Injection(Process tracer) => _tracer = tracer;

    /// <param name="error">What the kernel answers: <c>EIO</c>.</param>
    /// <param name="path">The file or folder.</param>
    public static async Task<Injection> StartAsync(Server server, string error, string path)
    {
        var tracer = Command.Start(
            Needs.Program("strace"),
            ["-f", "-p", $"{server.ProcessId}", "-P", path, "-e", "trace=fsync,fdatasync", "-e", $"inject=fsync,fdatasync:error={error}"]);
        var attached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        tracer.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("attached", StringComparison.Ordinal) ?? true)
            {
                attached.TrySetResult();
            }
        };
        tracer.BeginErrorReadLine();
        await attached.Task.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        Assert.False(tracer.HasExited, "strace could not attach.");
        return new Injection(tracer);
    }

    public void Dispose()
    {
        Signals.Send(_tracer.Id, Signals.Interrupt); // it lets go of the process before it ends
        _tracer.WaitForExit();
        _tracer.Dispose();
    }
}
