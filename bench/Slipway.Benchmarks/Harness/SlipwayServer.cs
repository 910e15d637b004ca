using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Slipway.Benchmarks.Harness;

/// <summary>A file that is being uploaded: its group and its own id.</summary>
internal readonly record struct BenchFile(string Group, string Id)
{
    public string Address => $"/api/videos/uploads/{Group}/files/{Id}";
}

/// <summary>Slipway in a process of its own, spoken to as any client speaks to it.</summary>
internal sealed class SlipwayServer : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly string _key;

    private SlipwayServer(ServerProcess server, string data, string key)
    {
        Process = server;
        Data = data;
        _key = key;
        _http.BaseAddress = new Uri($"http://127.0.0.1:{server.Port}");
        _http.DefaultRequestHeaders.Add("X-SPATIALGEN-APPKEY", key);
    }

    public ServerProcess Process { get; }

    public string Data { get; }

    /// <summary>Starts the program as it is shipped.</summary>
    public static Task<SlipwayServer> StartAsync(string data, CancellationToken ct, params IEnumerable<(string Name, string Value)> settings) => StartAsync(
        data, Workshop.SlipwayProgram, port => ["serve", "--data", data, "--urls", $"http://127.0.0.1:{port}"], settings, ct);

    /// <summary>Starts the same service hosted by this program, with something about it changed (<see cref="Host.HostedSlipway"/>).</summary>
    public static Task<SlipwayServer> StartHostedAsync(string data, string change, CancellationToken ct, params IEnumerable<(string Name, string Value)> settings) =>
        StartAsync(data, Workshop.OwnProgram, port => ["host", data, Text(port), change], settings, ct);

    /// <summary>The head of a call, as <see cref="Load.AskAsync"/> takes it.</summary>
    public string Head(string address) => $"POST {address} HTTP/1.1\r\nX-SPATIALGEN-APPKEY: {_key}\r\nContent-Type: application/json";

    public async Task<BenchFile> StartFileAsync(long bytes, CancellationToken ct)
    {
        using var answer = await PostAsync(
            "/api/videos/uploads", $$"""{"videoName":"bench","layout":"2D","files":[{"fileName":"bench.mov","fileRole":"video","sizeBytes":{{Text(bytes)}}}]}""", ct);
        var root = answer.RootElement;
        return new BenchFile(root.GetProperty("sessionId").GetString()!, root.GetProperty("files")[0].GetProperty("uploadId").GetString()!);
    }

    /// <summary>Every part's length and the path and query of its URL.</summary>
    public async Task<List<(long Bytes, string Target)>> TargetsAsync(BenchFile file, CancellationToken ct)
    {
        using var answer = await PostAsync(file.Address + "/part-urls", "{}", ct);
        return [.. answer.RootElement.GetProperty("parts").EnumerateArray().Select(part => (
            part.GetProperty("sizeBytes").GetInt64(), new Uri(part.GetProperty("url").GetString()!).PathAndQuery))];
    }

    /// <summary>The body of a complete that lists every part with its token.</summary>
    public async Task<ReadOnlyMemory<byte>> TokensAsync(BenchFile file, CancellationToken ct)
    {
        var body = new StringBuilder("{\"parts\":[");
        for (int? after = 0; after is not null;)
        {
            using var page = JsonDocument.Parse(await _http.GetStringAsync($"{file.Address}/parts?after={Text(after.Value)}", ct));
            foreach (var part in page.RootElement.GetProperty("parts").EnumerateArray())
            {
                body.Append(body[^1] == '[' ? "" : ",")
                    .Append(CultureInfo.InvariantCulture, $"{{\"partNumber\":{part.GetProperty("partNumber").GetInt32()},\"etag\":{part.GetProperty("etag").GetRawText()}}}");
            }

            var next = page.RootElement.GetProperty("nextAfter");
            after = next.ValueKind == JsonValueKind.Null ? null : next.GetInt32();
        }

        return Encoding.UTF8.GetBytes(body.Append("]}").ToString());
    }

    public Task<byte[]> AskAsync(string address, string body, CancellationToken ct) => PostBytesAsync(address, Encoding.UTF8.GetBytes(body), ct);

    public async Task CompleteAsync(BenchFile file, ReadOnlyMemory<byte> body, CancellationToken ct) => await PostBytesAsync(file.Address + "/complete", body, ct);

    /// <summary>Completes from what the store holds, checks every byte of the finished object, and removes it.</summary>
    public async Task FinishAsync(BenchFile file, long partBytes, long totalBytes, CancellationToken ct)
    {
        await CompleteAsync(file, """{"partsFrom":"storage"}"""u8.ToArray(), ct);
        await VerifyAsync(partBytes, totalBytes, ct);
    }

    /// <summary>Checks every byte of the one finished object, and removes it.</summary>
    public async Task VerifyAsync(long partBytes, long totalBytes, CancellationToken ct)
    {
        var stored = Directory.EnumerateFiles(Path.Combine(Data, "store", "objects"), "*", SearchOption.AllDirectories).Single();
        await Pattern.VerifyAsync(stored, 1, partBytes, totalBytes, ct);
        File.Delete(stored);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Process.DisposeAsync();
    }

    private static async Task<SlipwayServer> StartAsync(
        string data, string program, Func<int, string[]> arguments, IEnumerable<(string Name, string Value)> settings, CancellationToken ct)
    {
        var key = await CreateKeyAsync(data, ct);
        var port = Workshop.FreePort();
        var log = Path.Combine(Path.GetDirectoryName(data)!, Path.GetFileName(data) + ".log");
        return new SlipwayServer(await ServerProcess.StartAsync(program, arguments(port), port, log, ct, settings), data, key);
    }

    private static async Task<string> CreateKeyAsync(string data, CancellationToken ct)
    {
        var create = new ProcessStartInfo(Workshop.SlipwayProgram, ["keys", "create", "--role", "upload", "--data", data]) { RedirectStandardOutput = true };
        using var process = System.Diagnostics.Process.Start(create)!;
        var key = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return process.ExitCode == 0 ? key.Trim() : throw new InvalidOperationException("slipway keys create failed.");
    }

    private async Task<JsonDocument> PostAsync(string address, string body, CancellationToken ct) =>
        JsonDocument.Parse(await PostBytesAsync(address, Encoding.UTF8.GetBytes(body), ct));

    private async Task<byte[]> PostBytesAsync(string address, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        using var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await _http.PostAsync(address, content, ct);
        var bytes = await answer.Content.ReadAsByteArrayAsync(ct);
        return answer.IsSuccessStatusCode ? bytes : throw new InvalidOperationException($"{address}: {(int)answer.StatusCode} {Encoding.UTF8.GetString(bytes)}");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
