using System.Text;
using System.Text.Json;

namespace Slipway.Tests.Support;

/// <summary>
/// A client of the SpatialGen dialect with one key. What ends in <c>Answer</c> gives whatever came; the others speak the language of scenarios and
/// expect success.
/// </summary>
internal sealed class SpatialGenDriver(HttpClient http, string? key)
{
    public const string Uploads = "/api/videos/uploads";

    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public HttpClient Http => http;

    public async Task<Answer> SendAnswer(HttpMethod method, string path, HttpContent? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("X-SPATIALGEN-APPKEY", key);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Answer.ReadAsync(await http.SendAsync(request, Ct), Ct);
    }

    public Task<Answer> GetAnswer(string path) => SendAnswer(HttpMethod.Get, path);

    public Task<Answer> PostAnswer(string path, string json, params (string Name, string Value)[] headers) =>
        SendAnswer(HttpMethod.Post, path, new StringContent(json, Encoding.UTF8, "application/json"), headers);

    public Task<Answer> PostAnswer(string path, byte[] json)
    {
        var content = new ByteArrayContent(json);
        content.Headers.ContentType = new("application/json");
        return SendAnswer(HttpMethod.Post, path, content);
    }

    public Task<Answer> StartAnswer(StartBody body, string? idempotencyKey = null) => StartAnswer(body.Text, idempotencyKey);

    public Task<Answer> StartAnswer(string json, string? idempotencyKey = null) =>
        idempotencyKey is null ? PostAnswer(Uploads, json) : PostAnswer(Uploads, json, ("Idempotency-Key", idempotencyKey));

    public Task<Answer> PartUrlsAnswer(StartedFile file, string json = "{}") => PostAnswer($"{file.Path}/part-urls", json);

    public Task<Answer> CompleteAnswer(StartedFile file, IEnumerable<PartTag>? parts = null) => PostAnswer(
        $"{file.Path}/complete", parts is null ? "{}" : JsonSerializer.Serialize(new { parts }, Camel));

    public Task<Answer> CompleteAnswer(StartedFile file, string json) => PostAnswer($"{file.Path}/complete", json);

    public Task<Answer> CancelAnswer(StartedGroup group) => SendAnswer(HttpMethod.Delete, group.Path);

    public Task<Answer> ViewAnswer(StartedGroup group) => GetAnswer(group.Path);

    public async Task<StartedGroup> StartAsync(StartBody body) => StartedGroup.Of((await StartAnswer(body)).Ok().Json);

    public async Task<IReadOnlyList<PartUrl>> SignAsync(StartedFile file, string json = "{}") =>
        [.. (await PartUrlsAnswer(file, json)).Ok().Json.GetProperty("parts").EnumerateArray().Select(PartUrl.Of)];

    /// <summary>PUTs bytes to a signed URL, as a client would: with no key.</summary>
    public async Task<HttpResponseMessage> PutAsync(string url, byte[] bytes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new ByteArrayContent(bytes) };
        return await http.SendAsync(request, Ct);
    }

    /// <summary>PUTs one part of a file's content and gives its tag.</summary>
    public async Task<PartTag> PutAsync(PartUrl part, byte fill = 7)
    {
        using var response = await PutAsync(part.Url, ContentOf(part, fill));
        Assert.True(response.IsSuccessStatusCode, $"PUT of part {part.Number}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(Ct)}");
        return new PartTag(part.Number, response.Headers.GetValues("ETag").Single());
    }

    /// <summary>Uploads every part of a file, without completing it.</summary>
    public async Task<IReadOnlyList<PartTag>> UploadAsync(StartedFile file, byte fill = 7)
    {
        var tags = new List<PartTag>();
        foreach (var part in await SignAsync(file))
        {
            tags.Add(await PutAsync(part, fill));
        }

        return tags;
    }

    public async Task<CompletedFile> CompleteAsync(StartedFile file, IEnumerable<PartTag>? parts = null)
    {
        var answer = (await CompleteAnswer(file, parts)).Ok().Json;
        return new CompletedFile(answer.GetProperty("status").GetString()!, answer.GetProperty("libraryId") is { ValueKind: JsonValueKind.Number } id ? id.GetInt64() : null);
    }

    public async Task<CompletedFile> UploadAndCompleteAsync(StartedFile file) => await CompleteAsync(file, await UploadAsync(file));

    /// <summary>A group brought to its end, with the id of its library item.</summary>
    public async Task<(StartedGroup Group, long LibraryId)> FinishAsync(StartBody body)
    {
        var group = await StartAsync(body);
        CompletedFile? last = null;
        foreach (var file in group.Files)
        {
            last = await UploadAndCompleteAsync(file);
        }

        return (group, last!.LibraryId!.Value);
    }

    /// <summary>A part's bytes: each differs from its neighbours.</summary>
    public static byte[] ContentOf(PartUrl part, byte fill = 7)
    {
        var bytes = new byte[part.Bytes];
        Array.Fill(bytes, (byte)(fill + part.Number));
        return bytes;
    }
}
