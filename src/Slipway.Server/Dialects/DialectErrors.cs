using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Slipway.Core.Uploads;
using Slipway.Server.Library;

namespace Slipway.Server.Dialects;

/// <summary>Turns every failure under a dialect's routes into that dialect's own error body. The one place where a failure becomes a body.</summary>
internal sealed class DialectErrors : IExceptionHandler
{
    /// <summary>Outside every dialect our own shape answers.</summary>
    private static readonly IDialect Fallback = new LibraryDialect();

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken ct)
    {
        var endpoint = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        var dialect = endpoint?.Metadata.GetMetadata<IDialect>() ?? Fallback;
        await dialect.Render(Explain(context, exception)).ExecuteAsync(context);
        return true;
    }

    /// <summary>What the client caused. All else is ours, and is logged.</summary>
    public static bool IsExpected(HttpContext context, Exception exception) =>
        exception is UploadRefusedException or BadHttpRequestException || IsBrokenOff(context, exception);

    // Canceled while the client waits is a timeout of ours, not a client that left.
    private static bool IsBrokenOff(HttpContext context, Exception exception) =>
        exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested;

    private static UploadError Explain(HttpContext context, Exception exception) => exception switch
    {
        UploadRefusedException refused => refused.Error,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => UploadError.BodyTooLarge(JsonLimits.ControlBytes),
        BadHttpRequestException => UploadError.Malformed("The request could not be read to its end."),
        _ when IsBrokenOff(context, exception) => UploadError.Unavailable("The request was broken off."),
        _ => UploadError.Internal(),
    };
}
