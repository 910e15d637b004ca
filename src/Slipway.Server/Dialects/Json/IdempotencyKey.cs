using Microsoft.AspNetCore.Http;

namespace Slipway.Server.Dialects.Json;

/// <summary>The <c>Idempotency-Key</c> header of a call that creates something (IETF draft-ietf-httpapi-idempotency-key-header).</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    private const int MaxChars = 255;

    /// <summary>Null where there is none.</summary>
    public static string? Of(HttpRequest request)
    {
        var values = request.Headers[Header];
        if (values.Count == 0)
        {
            return null;
        }

        return values is [{ Length: >= 1 and <= MaxChars } key] && !key.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? key
            : throw JsonFields.Refused("invalid_idempotency_key", $"{Header} must be one value of 1 to {MaxChars} visible ASCII characters.");
    }
}
