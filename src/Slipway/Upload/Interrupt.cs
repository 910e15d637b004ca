using System.Runtime.InteropServices;

namespace Slipway.Program.Upload;

/// <summary>The first Ctrl-C (or SIGTERM) asks the upload to stop cleanly, the second leaves at once.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly PosixSignalRegistration _int;
    private readonly PosixSignalRegistration _term;
    private int _signals;

    public Interrupt(CancellationToken caller)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(caller);
        _int = PosixSignalRegistration.Create(PosixSignal.SIGINT, Signaled);
        _term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Signaled);
    }

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        _int.Dispose();
        _term.Dispose();
        _stop.Dispose();
    }

    private void Signaled(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (Interlocked.Increment(ref _signals) > 1)
        {
            Environment.Exit(ExitCodes.Interrupted);
        }

        _stop.Cancel();
    }
}
