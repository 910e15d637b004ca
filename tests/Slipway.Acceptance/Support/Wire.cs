using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Slipway.Acceptance.Support;

/// <summary>What a call answered.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonNode? Body)
{
    public bool Ok => Status == HttpStatusCode.OK;

    /// <summary>It may be different a moment later: the caller repeats.</summary>
    public bool IsPassing => Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)Status >= 500;

    public string? Code => (string?)Body?["code"];
}

/// <summary>A PUT's answer: the ETag that the 200 carried.</summary>
internal sealed record Put(HttpStatusCode Status, string? ETag)
{
    public bool Ok => Status == HttpStatusCode.OK && ETag is not null;
}

/// <summary>The SpatialGen API and the library, by HTTP alone.</summary>
internal sealed class Wire(Uri server, string key) : IDisposable
{
    public const string KeyHeader = "X-SPATIALGEN-APPKEY";

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2), UseProxy = false })
    {
        BaseAddress = server,
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>How often each status was answered.</summary>
    public ConcurrentDictionary<int, int> Statuses { get; } = new();

    public Task<Answer> StartAsync(JsonObject order, string idempotencyKey) =>
        SendAsync(HttpMethod.Post, "/api/videos/uploads", order, ("Idempotency-Key", idempotencyKey));

    public Task<Answer> PartUrlsAsync(string group, string file) => SendAsync(HttpMethod.Post, $"{PathOf(group, file)}/part-urls", []);

    public Task<Answer> PartsAsync(string group, string file) => SendAsync(HttpMethod.Get, $"{PathOf(group, file)}/parts");

    public Task<Answer> CompleteAsync(string group, string file, JsonObject body) => SendAsync(HttpMethod.Post, $"{PathOf(group, file)}/complete", body);

    public Task<Answer> GroupAsync(string group) => SendAsync(HttpMethod.Get, $"/api/videos/uploads/{group}");

    public Task<Answer> CancelAsync(string group) => SendAsync(HttpMethod.Delete, $"/api/videos/uploads/{group}");

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    /// <summary>Every item, or every job: all pages.</summary>
    public async Task<List<JsonNode>> AllAsync(string path, string list, string id)
    {
        var all = new List<JsonNode>();
        for (long? before = null; ;)
        {
            var page = await GetAsync($"{path}?limit=1000{(before is null ? "" : $"&before={before}")}");
            Assert.True(page.Ok, $"{path} answered {page.Status}: {page.Body}");
            all.AddRange(page.Body![list]!.AsArray().Select(item => item!));
            before = (long?)page.Body["nextBefore"];
            if (before is null)
            {
                Assert.Distinct(all.Select(item => item[id]!.ToString()));
                return all;
            }
        }
    }

    public async Task<Put> PutAsync(string url, ReadOnlyMemory<byte> part)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new ReadOnlyMemoryContent(part) };
        using var answer = await _http.SendAsync(request);
        Count(answer.StatusCode);
        return new Put(answer.StatusCode, answer.Headers.ETag?.ToString());
    }

    public void Dispose() => _http.Dispose();

    private void Count(HttpStatusCode status) => Statuses.AddOrUpdate((int)status, 1, (_, count) => count + 1);

    private static string PathOf(string group, string file) => $"/api/videos/uploads/{group}/files/{file}";

    private async Task<Answer> SendAsync(HttpMethod method, string path, JsonObject? body = null, (string Name, string Value)? header = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add(KeyHeader, key);
        if (header is var (name, value))
        {
            request.Headers.Add(name, value);
        }

        using var answer = await _http.SendAsync(request);
        Count(answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        return new Answer(answer.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text) : null);
    }
}
