using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Slipway.Server.Http;

/// <summary>
/// Refuses requests of which two servers in a row could disagree where they end or where they go. Kestrel takes them; none of our clients sends them.
/// </summary>
internal sealed class FramingGuard(RequestDelegate next)
{
    /// <summary>Under this name Kestrel keeps the length of a request that came with a transfer coding as well.</summary>
    private const string OverruledLength = "X-Content-Length";

    public Task InvokeAsync(HttpContext context)
    {
        if (IsClear(context))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.Headers.Connection = "close";
        return Task.CompletedTask;
    }

    private static bool IsClear(HttpContext context)
    {
        var headers = context.Request.Headers;
        var coding = headers.TransferEncoding;
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        return (coding.Count == 0 || (coding is ["chunked"] && headers.ContentLength is null && !headers.ContainsKey(OverruledLength)))
            && (target.StartsWith('/') || (target == "*" && HttpMethods.IsOptions(context.Request.Method)));
    }
}
