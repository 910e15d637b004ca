using System.Globalization;
using System.Security;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Slipway.Server.Objects.Disk.Http;

/// <summary>Answers as S3 does.</summary>
internal static class S3Answers
{
    /// <summary>Writes the XML body of a refusal. HEAD has none, and a connection that is gone needs none.</summary>
    public static async Task RefuseAsync(this HttpContext context, S3Error error)
    {
        var response = context.Response;
        if (response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        response.StatusCode = error.Status;
        response.Headers.ETag = default;
        response.Headers["x-amz-request-id"] = context.TraceIdentifier;
        if (error.RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        var body = Encoding.UTF8.GetBytes(Xml(error, PathOf(context), context.TraceIdentifier));
        response.ContentType = "application/xml";
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body);
        }
    }

    /// <summary>The path as it was sent. Never the query: that is where the signature is.</summary>
    private static string PathOf(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var end ? target[..end] : target;
    }

    private static string Xml(S3Error error, string resource, string requestId) => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <Error><Code>{error.Code}</Code><Message>{Text(error.Message)}</Message><Resource>{Text(resource)}</Resource><RequestId>{Text(requestId)}</RequestId></Error>
        """;

    private static string? Text(string text) => SecurityElement.Escape(text);
}
