using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Client.Retries;

namespace Slipway.Client.Wire;

/// <summary>The calls to the server. Each is safe to repeat and is repeated; a part's bytes never pass here.</summary>
internal sealed class ServerApi(HttpClient http, SlipwayClientOptions options, RetryLoop retries)
{
    private const string KeyHeader = "X-SPATIALGEN-APPKEY";
    private const string IdempotencyHeader = "Idempotency-Key";
    private const string Groups = "api/videos/uploads";

    private readonly Uri _base = new(options.Server.AbsoluteUri.TrimEnd('/') + "/");

    /// <summary>Starts the group or finds it again. The second value is true when the server knows the key with another body.</summary>
    public Task<(string SessionId, bool BodyDiffers)> StartAsync(StartBody body, string idempotencyKey, CancellationToken cancellation) =>
        CallAsync(
            "starting the upload",
            () => new HttpRequestMessage(HttpMethod.Post, new Uri(_base, Groups))
            {
                Content = JsonContent.Create(body, WireJson.Default.StartBody),
                Headers = { { IdempotencyHeader, idempotencyKey } },
            },
            async (response, token) =>
            {
                if (response.StatusCode == HttpStatusCode.UnprocessableEntity)
                {
                    var error = await ErrorAsync(response, token);
                    return error is { Code: "idempotency_key_reused", SessionId: { } known } ? (known, true) : throw Refused(response.StatusCode, error);
                }

                var answer = await AnswerAsync(response, WireJson.Default.StartAnswer, token);
                return (answer.UploadSessionId ?? answer.SessionId ?? throw Nonsense("started an upload without an id"), false);
            },
            options.CallTimeout,
            cancellation);

    /// <summary>The group as it is now; null when the server does not know it (any more).</summary>
    public Task<GroupAnswer?> GroupAsync(string sessionId, CancellationToken cancellation) =>
        CallAsync(
            "asking for the upload",
            () => new HttpRequestMessage(HttpMethod.Get, Group(sessionId)),
            async (response, token) =>
                response.StatusCode == HttpStatusCode.NotFound ? null : await AnswerAsync(response, WireJson.Default.GroupAnswer, token),
            options.CallTimeout,
            cancellation);

    public Task<StoredPartsAnswer> StoredPartsAsync(string sessionId, string uploadId, int after, CancellationToken cancellation) =>
        CallAsync(
            "asking which parts are stored",
            () => new HttpRequestMessage(
                HttpMethod.Get, new Uri(File(sessionId, uploadId, "parts") + string.Create(CultureInfo.InvariantCulture, $"?after={after}&limit=1000"))),
            (response, token) => AnswerAsync(response, WireJson.Default.StoredPartsAnswer, token),
            options.CallTimeout,
            cancellation);

    /// <summary>Addresses for parts. <c>ServerNow</c> is the answer's own date, to count their life from; null when it has none.</summary>
    public Task<(PartUrlsAnswer Urls, DateTimeOffset? ServerNow)> PartUrlsAsync(
        string sessionId, string uploadId, IReadOnlyList<int> partNumbers, CancellationToken cancellation) =>
        CallAsync(
            "asking for part addresses",
            () => new HttpRequestMessage(HttpMethod.Post, File(sessionId, uploadId, "part-urls"))
            {
                Content = JsonContent.Create(new PartUrlsBody(partNumbers), WireJson.Default.PartUrlsBody),
            },
            async (response, token) => (await AnswerAsync(response, WireJson.Default.PartUrlsAnswer, token), response.Headers.Date),
            options.CallTimeout,
            cancellation);

    public Task<CompleteAnswer> CompleteAsync(string sessionId, string uploadId, string fileName, CompleteBody body, CancellationToken cancellation) =>
        CallAsync(
            $"completing {fileName}",
            () => new HttpRequestMessage(HttpMethod.Post, File(sessionId, uploadId, "complete"))
            {
                Content = JsonContent.Create(body, WireJson.Default.CompleteBody),
            },
            (response, token) => AnswerAsync(response, WireJson.Default.CompleteAnswer, token),
            options.CallTimeout == Timeout.InfiniteTimeSpan ? Timeout.InfiniteTimeSpan : options.CallTimeout * 6,
            cancellation);

    public Task<CancelAnswer> CancelAsync(string sessionId, CancellationToken cancellation) =>
        CallAsync(
            "canceling the upload",
            () => new HttpRequestMessage(HttpMethod.Delete, Group(sessionId)),
            (response, token) => AnswerAsync(response, WireJson.Default.CancelAnswer, token),
            options.CallTimeout,
            cancellation);

    private Uri Group(string sessionId) => new(_base, $"{Groups}/{Uri.EscapeDataString(sessionId)}");

    private Uri File(string sessionId, string uploadId, string verb) =>
        new(_base, $"{Groups}/{Uri.EscapeDataString(sessionId)}/files/{Uri.EscapeDataString(uploadId)}/{verb}");

    private Task<T> CallAsync<T>(
        string what,
        Func<HttpRequestMessage> request,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        TimeSpan timeout,
        CancellationToken cancellation) =>
        retries.RunAsync($"{what} at {options.Server.GetLeftPart(UriPartial.Authority)}", token => OnceAsync(request, read, timeout, token), cancellation);

    private async Task<T> OnceAsync<T>(
        Func<HttpRequestMessage> request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, TimeSpan timeout, CancellationToken cancellation)
    {
        using var limit = new TimeLimit(timeout, options.Time, cancellation);
        using var message = request();
        message.Headers.Add(KeyHeader, options.Key);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (Faults.IsTransient(response.StatusCode))
            {
                var error = await ErrorAsync(response, limit.Token);
                throw new TransientFault(Words(response.StatusCode, error)) { RetryAfter = Faults.RetryAfter(response.Headers) };
            }

            return await read(response, limit.Token);
        }
        catch (OperationCanceledException) when (limit.Passed)
        {
            throw new TransientFault($"no answer within {timeout.TotalSeconds:0} s");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            throw Faults.Connection(broken);
        }
    }

    private static async Task<T> AnswerAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw Refused(response.StatusCode, await ErrorAsync(response, cancellation));
        }

        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancellation) ?? throw Nonsense("answered nothing");
        }
        catch (System.Text.Json.JsonException)
        {
            throw Nonsense("answered something that is not its JSON (is the address right?)");
        }
    }

    private static async Task<ErrorAnswer?> ErrorAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(WireJson.Default.ErrorAnswer, cancellation);
        }
        catch (Exception unreadable) when (unreadable is System.Text.Json.JsonException or InvalidOperationException or IOException or HttpRequestException)
        {
            // A proxy's page, or a cut connection: the status alone says enough.
            return null;
        }
    }

    private static SlipwayException Refused(HttpStatusCode status, ErrorAnswer? error)
    {
        var failure = status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => UploadFailure.KeyRefused,
            HttpStatusCode.Gone => UploadFailure.Ended,
            _ => UploadFailure.Refused,
        };
        return new SlipwayException(failure, Words(status, error), error?.Code);
    }

    private static SlipwayException Nonsense(string what) => new(UploadFailure.Refused, $"The server {what}.");

    private static string Words(HttpStatusCode status, ErrorAnswer? error)
    {
        var said = ServerText.Line(error?.Error);
        return said.Length == 0 ? $"the server answered {(int)status}" : $"the server answered {(int)status}: {said}";
    }
}
