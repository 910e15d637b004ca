using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Slipway.Server.Health;

/// <summary>One thing that the service needs.</summary>
/// <param name="Name">What it is: <c>catalog</c>, <c>store</c>.</param>
/// <param name="Describe">What stands behind the name, in a few words, without a version.</param>
/// <param name="Failure">Why it cannot be used; null while it can.</param>
internal sealed record Need(string Name, Func<string> Describe, Func<string?> Failure);

/// <summary>Live: the process answers. Ready: what it needs can be used. Neither asks for a key, nor tells a version.</summary>
internal static class HealthApi
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => TypedResults.Json(new LiveAnswer("ok"), HealthJson.Default.LiveAnswer));
        app.MapGet("/health/ready", Ready);
    }

    private static JsonHttpResult<ReadyAnswer> Ready(IEnumerable<Need> needs)
    {
        NeedAnswer[] answers = [.. needs.Select(need => new NeedAnswer(need.Name, need.Describe(), need.Failure()))];
        var ready = answers.All(answer => answer.Failure is null);
        return TypedResults.Json(
            new ReadyAnswer(ready ? "ok" : "failing", answers),
            HealthJson.Default.ReadyAnswer,
            statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

internal sealed record LiveAnswer(string Status);

internal sealed record ReadyAnswer(string Status, IReadOnlyList<NeedAnswer> Needs);

internal sealed record NeedAnswer(string Name, string What, string? Failure);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LiveAnswer))]
[JsonSerializable(typeof(ReadyAnswer))]
internal sealed partial class HealthJson : JsonSerializerContext;
