using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Slipway.Acceptance.Support;

/// <summary>
/// A server as its operator sees it: a process with a data folder, an address, and what it prints. It can be killed and started again, on the same
/// data and at the same address.
/// </summary>
internal sealed class Server : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly HttpClient Probe = new(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.Zero }) { Timeout = TimeSpan.FromSeconds(2) };

    private readonly string? _plant;
    private readonly Dictionary<string, string> _environment = [];
    private readonly ConcurrentQueue<string> _lines = new();
    private Process? _process;

    /// <param name="plant">The fault to plant; null for the program as it is.</param>
    public Server(string data, string? plant = null)
    {
        Data = data;
        _plant = plant;
        Port = Ports.Free();
    }

    public string Data { get; }

    public int Port { get; }

    public Uri Url => new($"http://127.0.0.1:{Port}");

    public int ProcessId => _process!.Id;

    /// <summary>The admin key of the first start.</summary>
    public string? Key { get; private set; }

    /// <summary>All that it said, over all its starts.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    public bool HasEnded => _process is null || _process.HasExited;

    public Server With(string name, string value)
    {
        _environment[name] = value;
        return this;
    }

    public Server Without(string name)
    {
        _environment.Remove(name);
        return this;
    }

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> StartAsync(params string[] flags)
    {
        var clock = Stopwatch.StartNew();
        var isFirst = !File.Exists(Path.Combine(Data, "slipway.db"));
        Launch(flags);
        await Eventually.IsTrueAsync("the server is ready", Patience, async () =>
            HasEnded
                ? throw new InvalidOperationException($"The server ended with {_process?.ExitCode} before it was ready:\n{string.Join('\n', _lines.TakeLast(20))}")
                : await StatusOfAsync("/health/ready") == HttpStatusCode.OK);
        var ready = clock.Elapsed;
        await Eventually.IsTrueAsync("the first key", Patience, () => !isFirst || Key is not null);
        return ready;
    }

    /// <summary>Starts it without waiting.</summary>
    public void Launch(params string[] flags)
    {
        string[] program = _plant is null ? [Checkout.Slipway, "serve"] : [Checkout.FaultyHost, "--plant", _plant];
        _process = Command.Start("dotnet", [.. program, "--data", Data, "--urls", Url.OriginalString, .. flags], environment: _environment);
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <returns>The status; null where nothing answers.</returns>
    public async Task<HttpStatusCode?> StatusOfAsync(string path)
    {
        try
        {
            using var answer = await Probe.GetAsync(new Uri(Url, path));
            return answer.StatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await EndAsync();
    }

    /// <summary>SIGTERM, and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> StopAsync()
    {
        Signals.Send(ProcessId, Signals.Terminate);
        return EndAsync();
    }

    /// <returns>The exit code, once it has ended by itself.</returns>
    public async Task<int> EndAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40), TimeProvider.System);
        await _process!.WaitForExitAsync(limit.Token); // also waits for the last line
        var code = _process.ExitCode;
        _process.Dispose();
        _process = null;
        return code;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            if (!_process.HasExited)
            {
                _process.Kill();
            }

            await EndAsync();
        }

        Secrets.AssertNone(_lines.Where(line => !line.StartsWith("admin key ", StringComparison.Ordinal)));
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        if (line.StartsWith("admin key ", StringComparison.Ordinal))
        {
            Key = Secrets.Key().Match(line).Value;
        }

        _lines.Enqueue(line);
    }
}
