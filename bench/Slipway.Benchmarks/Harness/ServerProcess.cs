using System.Diagnostics;
using System.Net.Sockets;

namespace Slipway.Benchmarks.Harness;

/// <summary>A server in a process of its own, on a loopback port.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private ServerProcess(Process process, int port)
    {
        _process = process;
        Port = port;
        Use = new ProcessUse(process.Id);
    }

    public int Port { get; }

    public ProcessUse Use { get; }

    /// <summary>Starts it and waits until its port takes connections.</summary>
    /// <param name="log">Takes what it prints; it is told when the server does not start.</param>
    public static async Task<ServerProcess> StartAsync(
        string program, IEnumerable<string> arguments, int port, string log, CancellationToken ct, params IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = Path.GetDirectoryName(log) };
        foreach (var argument in (string[])["-c", $"exec \"$0\" \"$@\" > '{log}' 2>&1 < /dev/null", program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var server = new ServerProcess(Process.Start(start)!, port);
        try
        {
            await server.AwaitPortAsync(log, ct);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Measures what a load costs this server.</summary>
    public async Task<Sample> MeasureAsync(double units, Func<Task<double>> seconds)
    {
        Use.ForgetPeak();
        var before = Use.CpuSeconds();
        var took = await seconds();
        return new Sample(units, took, Use.CpuSeconds() - before, Use.PeakMiB());
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task AwaitPortAsync(string log, CancellationToken ct)
    {
        var started = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync("127.0.0.1", Port, ct);
                return;
            }
            catch (SocketException) when (!_process.HasExited && started.Elapsed < StartLimit)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, ct);
            }
            catch (SocketException)
            {
                throw new InvalidOperationException($"The server did not start:{Environment.NewLine}{await File.ReadAllTextAsync(log, ct)}");
            }
        }
    }
}
