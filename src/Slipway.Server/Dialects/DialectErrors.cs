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
        await dialect.Render(Explain(exception)).ExecuteAsync(context);
        return true;
    }

    /// <summary>What the client caused. All else is ours, and is logged.</summary>
    public static bool IsExpected(Exception exception) =>
        exception is UploadRefusedException or BadHttpRequestException or OperationCanceledException;

    private static UploadError Explain(Exception exception) => exception switch
    {
        UploadRefusedException refused => refused.Error,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => UploadError.BodyTooLarge(JsonLimits.ControlBytes),
        BadHttpRequestException => UploadError.Malformed("The request could not be read to its end."),
        OperationCanceledException => UploadError.Unavailable("The request was broken off."),
        _ => UploadError.Internal(),
    };
}
