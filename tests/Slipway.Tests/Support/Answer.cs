using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Slipway.Tests.Support;

/// <summary>An answer of the server, read to its end.</summary>
internal sealed record Answer(HttpStatusCode Status, string Text, string? MediaType, HttpResponseHeaders Headers)
{
    public JsonElement Json { get; } = Text.Length > 0 && MediaType == "application/json" ? JsonDocument.Parse(Text).RootElement : default;

    public string? Code => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty("code", out var code) ? code.GetString() : null;

    public static async Task<Answer> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(ct);
            return new Answer(response.StatusCode, text, response.Content.Headers.ContentType?.MediaType, response.Headers);
        }
    }

    /// <summary>The answer, known to be a 200.</summary>
    public Answer Ok()
    {
        Assert.True(Status == HttpStatusCode.OK, $"{(int)Status} {Text}");
        return this;
    }

    /// <summary>The message of a refusal, known to have this status, this code and the shape <c>{"error", "code"}</c>.</summary>
    public string Refused(int status, string code)
    {
        Assert.True((int)Status == status && Code == code, $"expected {status} {code}, got {(int)Status} {Text}");
        return Json.GetProperty("error").GetString()!;
    }
}
