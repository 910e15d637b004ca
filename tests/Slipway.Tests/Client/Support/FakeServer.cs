using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Slipway.Tests.Client.Support;

/// <summary>
/// A small honest server on a real port: the contract that the uploader is written against, kept in memory, with a place to misbehave.
/// What a client may never do (a key at the store, no key at the server) is noted and fails the test at its end.
/// </summary>
internal sealed class FakeServer : IAsyncDisposable
{
    public const string Key = "slw_test_key";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _violations = new();
    private readonly ConcurrentDictionary<string, FakeGroup> _byKey = new();
    private readonly ConcurrentDictionary<string, FakeGroup> _groups = new();
    private readonly Lock _gate = new();
    private readonly FakeStore _store;
    private int _ids;
    private long _libraryIds = 4820;

    private FakeServer(WebApplication app)
    {
        _app = app;
        _store = new FakeStore(this);
    }

    public Uri Address { get; private set; } = null!;

    public FakeStore Store => _store;

    public long PartBytes { get; set; } = 1000;

    public string AcceptedKey { get; set; } = Key;

    /// <summary>The server's clock, which owes nothing to the client's.</summary>
    public DateTimeOffset Now { get; set; } = new(2031, 5, 6, 18, 42, 11, TimeSpan.Zero);

    public TimeSpan UrlLife { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Asked before every call of the API; true when it has answered itself.</summary>
    public Func<HttpContext, ValueTask<bool>>? Instead { get; set; }

    /// <summary>Every call of the API: method and path below the base.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>The sizes of the batches of addresses that were asked for.</summary>
    public ConcurrentQueue<int> UrlBatches { get; } = new();

    public IReadOnlyList<FakeGroup> Groups => [.. _groups.Values.OrderBy(group => group.Id, StringComparer.Ordinal)];

    public static async Task<FakeServer> StartAsync(string url = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.AddServerHeader = false;
        });
        var app = builder.Build();
        var server = new FakeServer(app);
        var api = app.MapGroup("/api/videos/uploads").AddEndpointFilter(server.GuardAsync);
        api.MapPost("/", (Delegate)server.StartGroupAsync);
        api.MapGet("/{id}", server.GetGroup);
        api.MapDelete("/{id}", server.CancelGroup);
        api.MapPost("/{id}/files/{fileId}/part-urls", server.PartUrlsAsync);
        api.MapGet("/{id}/files/{fileId}/parts", server.GetParts);
        api.MapPost("/{id}/files/{fileId}/complete", server.CompleteAsync);
        app.MapPut("/store/{id}/{fileId}", server._store.PutAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        server.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Assert.Empty(_violations);
    }

    public FakeFile? File(string id, string fileId) => _groups.GetValueOrDefault(id)?.Files.FirstOrDefault(file => file.Id == fileId);

    public void Violation(string what) => _violations.Enqueue(what);

    private async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var http = invocation.HttpContext;
        Calls.Enqueue($"{http.Request.Method} {http.Request.Path.Value!["/api/videos/uploads".Length..]}");
        http.Response.Headers.Date = Now.ToString("R");
        if (Instead is { } instead && await instead(http))
        {
            return Results.Empty;
        }

        return http.Request.Headers["X-SPATIALGEN-APPKEY"] == AcceptedKey ? await next(invocation) : Error(401, "unauthorized", "The key is not known.");
    }

    private async Task<IResult> StartGroupAsync(HttpContext http)
    {
        var text = await new StreamReader(http.Request.Body).ReadToEndAsync(http.RequestAborted);
        var body = JsonNode.Parse(text)!.AsObject();
        if (body["layout"]!.GetValue<string>() is not ("2D" or "Separate"))
        {
            return Error(400, "layout_invalid", "layout is unknown; use 2D or Separate.");
        }

        lock (_gate)
        {
            var key = http.Request.Headers["Idempotency-Key"].ToString();
            if (key.Length == 0)
            {
                Violation("a group was started without an Idempotency-Key");
            }

            if (_byKey.TryGetValue(key, out var known))
            {
                return known.Body == text
                    ? Results.Json(known.Json(Now))
                    : Results.Json(
                        new JsonObject { ["error"] = "The key was used with another body.", ["code"] = "idempotency_key_reused", ["sessionId"] = known.Id },
                        statusCode: 422);
            }

            var group = new FakeGroup($"g{++_ids:0000}", text)
            {
                Files =
                [
                    .. body["files"]!.AsArray().Select((file, i) => new FakeFile(
                        $"f{i}",
                        file!["fileRole"]!.GetValue<string>(),
                        file["fileName"]!.GetValue<string>(),
                        file["languageTag"]?.GetValue<string>(),
                        file["sizeBytes"]!.GetValue<long>(),
                        PartBytes)),
                ],
            };
            _byKey[key] = group;
            _groups[group.Id] = group;
            return Results.Json(group.Json(Now));
        }
    }

    private IResult GetGroup(string id) => _groups.TryGetValue(id, out var group) ? Results.Json(group.Json(Now)) : Error(404, "not_found", "No such upload.");

    private IResult CancelGroup(string id)
    {
        var group = _groups[id];
        if (group.Status == "completed")
        {
            return Error(409, "already_completed", "The upload is completed.");
        }

        group.End("canceled");
        return Results.Json(new JsonObject { ["sessionId"] = id, ["status"] = "canceled" });
    }

    private async Task<IResult> PartUrlsAsync(HttpContext http, string id, string fileId)
    {
        var (group, file) = (_groups[id], File(id, fileId)!);
        if (group.Status is "canceled" or "expired" or "completed")
        {
            return Error(409, "wrong_state", $"The upload is {group.Status}.");
        }

        var body = await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        var numbers = body!["partNumbers"]!.AsArray().Select(number => number!.GetValue<int>()).ToList();
        UrlBatches.Enqueue(numbers.Count);
        group.Status = file.Status = "uploading";
        var answer = file.Json();
        answer["parts"] = new JsonArray([.. numbers.Select(number => new JsonObject
        {
            ["partNumber"] = number,
            ["sizeBytes"] = file.LengthOf(number),
            ["url"] = $"{Address}store/{id}/{fileId}?partNumber={number}&generation={Store.Generation}&X-Amz-Signature=5ec7e7",
            ["expiresAt"] = Now + UrlLife,
        })]);
        return Results.Json(answer);
    }

    private IResult GetParts(string id, string fileId, int after, int limit)
    {
        var parts = File(id, fileId)!.Parts.OrderBy(part => part.Key).Where(part => part.Key > after).ToList();
        var page = parts.Take(limit).ToList();
        return Results.Json(new JsonObject
        {
            ["uploadId"] = fileId,
            ["parts"] = new JsonArray([.. page.Select(part => new JsonObject
            {
                ["partNumber"] = part.Key,
                ["sizeBytes"] = part.Value.Length,
                ["etag"] = part.Value.ETag,
                ["checksum"] = part.Value.Checksum,
            })]),
            ["nextAfter"] = parts.Count > page.Count ? page[^1].Key : null,
        });
    }

    private async Task<IResult> CompleteAsync(HttpContext http, string id, string fileId)
    {
        var body = (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!.AsObject();
        lock (_gate)
        {
            var (group, file) = (_groups[id], File(id, fileId)!);
            if (group.Status is "canceled" or "expired")
            {
                return Error(409, "wrong_state", $"The upload is {group.Status}.");
            }

            var fits = file.Parts.Count == file.TotalParts && (body["partsFrom"]?.GetValue<string>() == "storage"
                || (body["parts"]?.AsArray().Count == file.TotalParts
                    && body["parts"]!.AsArray().All(part => file.Parts[part!["partNumber"]!.GetValue<int>()].ETag == part["etag"]!.GetValue<string>())));
            if (!fits)
            {
                return Error(409, "parts_mismatch", "The parts are not the stored ones.");
            }

            file.CompletedWith ??= body;
            file.Status = "completed";
            if (group.LibraryId is null && group.Files.All(each => each.Status == "completed"))
            {
                group.Status = "completed";
                group.LibraryId = ++_libraryIds;
            }

            var answer = file.Json();
            answer["libraryId"] = group.LibraryId;
            return Results.Json(answer);
        }
    }

    public static IResult Error(int status, string code, string error) =>
        Results.Json(new JsonObject { ["error"] = error, ["code"] = code }, statusCode: status);
}
