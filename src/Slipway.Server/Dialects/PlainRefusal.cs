using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Slipway.Core.Uploads;

namespace Slipway.Server.Dialects;

/// <summary>A refusal as <c>{"error": "…", "code": "…"}</c>: our own shape, and our choice for a vendor that documents none.</summary>
/// <param name="challenge">What WWW-Authenticate says to a caller without a good key (RFC 9110 §11.6.1 asks for one with every 401).</param>
internal sealed class PlainRefusal(UploadError error, string challenge) : IResult
{
    public Task ExecuteAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        if (error.Refusal == Refusal.Unauthorized)
        {
            headers.WWWAuthenticate = challenge;
        }

        if (error.RetryAfter is { } wait)
        {
            headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        var body = new RefusalBody(error.Message, error.Code, error.GroupId);
        return TypedResults.Json(body, RefusalJson.Readable.RefusalBody, statusCode: StatusOf(error.Refusal)).ExecuteAsync(context);
    }

    private static int StatusOf(Refusal refusal) => refusal switch
    {
        Refusal.Invalid => StatusCodes.Status400BadRequest,
        Refusal.Unauthorized => StatusCodes.Status401Unauthorized,
        Refusal.Forbidden => StatusCodes.Status403Forbidden,
        Refusal.NotFound => StatusCodes.Status404NotFound,
        Refusal.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
        Refusal.WrongState or Refusal.StorageRefused => StatusCodes.Status409Conflict,
        Refusal.Expired => StatusCodes.Status410Gone,
        Refusal.BodyTooLarge => StatusCodes.Status413PayloadTooLarge,
        Refusal.UnsupportedMediaType => StatusCodes.Status415UnsupportedMediaType,
        Refusal.IdempotencyKeyReused => StatusCodes.Status422UnprocessableEntity,
        Refusal.TooManyRequests => StatusCodes.Status429TooManyRequests,
        Refusal.InsufficientStorage => StatusCodes.Status507InsufficientStorage,
        Refusal.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}

internal sealed record RefusalBody(
    string Error, string Code, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? SessionId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RefusalBody))]
internal sealed partial class RefusalJson : JsonSerializerContext
{
    /// <summary>Quotes and apostrophes as a person reads them: the body is JSON, never a part of a page.</summary>
    public static RefusalJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
