using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Slipway.Tests.Support;

/// <summary>
/// What holds for every answer of the control plane, whatever a test is about: no fault of ours, a refusal in the one shape, nothing from inside
/// the house. Sits in every client, so that each test proves it along the way.
/// </summary>
internal sealed partial class AnswerRules(HttpMessageHandler inner, bool faultsExpected) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (!request.RequestUri!.AbsolutePath.StartsWith("/slipway/", StringComparison.Ordinal))
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            if (!IsRefusedByTransport(request, response, text))
            {
                Check(response.StatusCode, text, response.Content.Headers.ContentType?.ToString());
            }
        }

        return response;
    }

    // A target with an encoded NUL never gets as far as the service: Kestrel answers 400 without a body.
    private static bool IsRefusedByTransport(HttpRequestMessage request, HttpResponseMessage response, string text) =>
        response.StatusCode == HttpStatusCode.BadRequest && text.Length == 0 && request.RequestUri!.AbsoluteUri.Contains("%00", StringComparison.Ordinal);

    private void Check(HttpStatusCode status, string text, string? contentType)
    {
        if ((int)status < 400 || text.Length == 0)
        {
            Assert.True((int)status < 400, $"{(int)status} without a body");
            return;
        }

        Assert.True(faultsExpected || (int)status < 500, $"{(int)status} {text}");
        Assert.StartsWith("application/json", contentType, StringComparison.Ordinal);
        Assert.DoesNotMatch(Inside(), text);
        if (!text.StartsWith("{\"status\":", StringComparison.Ordinal)) // readiness tells what is amiss in a shape of its own
        {
            CheckShape(JsonDocument.Parse(text).RootElement);
        }
    }

    private static void CheckShape(JsonElement refusal)
    {
        string[] members = [.. refusal.EnumerateObject().Select(member => member.Name)];
        Assert.Equal(["error", "code"], members.Where(name => name != "sessionId"));
        Assert.Matches("^[a-z][a-z0-9_]*$", refusal.GetProperty("code").GetString());
        Assert.False(string.IsNullOrWhiteSpace(refusal.GetProperty("error").GetString()));
    }

    // Types, traces, SQL and folders are ours to know.
    [GeneratedRegex(@"Exception|\bat Slipway|System\.|SQLite Error|SELECT |INSERT |slipway-[A-Za-z0-9]{6}/")]
    private static partial Regex Inside();
}
