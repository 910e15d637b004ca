using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Slipway.Acceptance.Support;

namespace Slipway.Acceptance.Newcomer;

/// <summary>A <c>slipway upload</c> under way, watched through its JSON lines.</summary>
internal sealed class UploaderProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<JsonNode> _events = new();
    private readonly ConcurrentQueue<string> _errors = new();

    public UploaderProcess(Server server, string key, params string[] arguments)
    {
        _process = Command.Start("dotnet", [Checkout.Slipway, "upload", "--json", "--server", server.Url.OriginalString, .. arguments], environment: new Dictionary<string, string>
        {
            ["SLIPWAY_KEY"] = key,
        });
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { Length: > 0 } json)
            {
                _events.Enqueue(JsonNode.Parse(json)!);
            }
        };
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int ProcessId => _process.Id;

    public IReadOnlyCollection<JsonNode> Events => _events;

    public string Errors => string.Join('\n', _errors);

    public async Task KillAsync()
    {
        _process.Kill();
        await EndAsync();
    }

    public async Task<int> EndAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3), TimeProvider.System);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await EndAsync();
        }

        _process.Dispose();
        Secrets.AssertNone(_errors);
        Secrets.AssertNone(_events.Select(line => line.ToJsonString()));
    }
}
