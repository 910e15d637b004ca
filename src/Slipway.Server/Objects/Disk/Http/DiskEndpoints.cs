using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Slipway.Core.Signing;
using Slipway.Core.Uploads;
using Slipway.Server.Objects.Disk.Files;

namespace Slipway.Server.Objects.Disk.Http;

/// <summary>
/// The data plane: everything under <c>/&lt;bucket&gt;/</c>. It goes by the target as it was sent, because a decoded path is ambiguous, and nothing behind
/// the verifier can be reached without what it hands out.
/// </summary>
internal sealed partial class DiskEndpoints(
    DiskStoreOptions options, UrlVerifier verifier, PutPart put, ReadObject read, TimeProvider time, ILogger<DiskEndpoints> log)
{
    private readonly string _prefix = $"/{options.Bucket}/";
    private readonly Cors _cors = new(options.AllowedOrigins);

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return target.StartsWith(_prefix, StringComparison.Ordinal) ? AnswerAsync(context, target) : next(context);
    }

    private async Task AnswerAsync(HttpContext context, string target)
    {
        try
        {
            _cors.Mark(context);
            if (context.Request.Method == HttpMethods.Options)
            {
                _cors.AnswerPreflight(context);
                return;
            }

            await RouteAsync(context, Verify(context.Request, target));
        }
        catch (S3RefusedException refused)
        {
            await context.RefuseAsync(refused.Error);
        }
        catch (UploadRefusedException refused)
        {
            await context.RefuseAsync(S3Error.Of(refused.Error));
        }
        catch (FileOpException failed)
        {
            var error = S3Error.Of(failed);
            if (error == S3Error.Internal)
            {
                Log.Failed(log, context.TraceIdentifier, failed.Message);
            }

            await context.RefuseAsync(error);
        }
    }

    private Task RouteAsync(HttpContext context, VerifiedRequest request) => request switch
    {
        { Method: "PUT", PartNumber: not null } => put.RunAsync(context, request),
        { Method: "GET" or "HEAD", PartNumber: null } => read.RunAsync(context, request),
        { Method: "PUT" or "GET" or "HEAD" or "POST" or "DELETE" } => throw new S3RefusedException(S3Error.NotImplemented),
        _ => throw new S3RefusedException(S3Error.MethodNotAllowed),
    };

    private VerifiedRequest Verify(HttpRequest request, string target)
    {
        var headers = new List<KeyValuePair<string, string>>(request.Headers.Count);
        foreach (var (name, values) in request.Headers)
        {
            foreach (var value in values)
            {
                headers.Add(KeyValuePair.Create(name, value ?? ""));
            }
        }

        var signed = new SignedRequest(request.Method, target, request.Headers.Host.ToString(), request.ContentLength, headers);
        return verifier.Verify(signed, time.GetUtcNow()) switch
        {
            VerifiedRequest verified => verified,
            SignatureRefusal refusal => throw new S3RefusedException(new S3Error(refusal.Status, refusal.Code, refusal.Message)),
            _ => throw new S3RefusedException(S3Error.NotImplemented),
        };
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Request {RequestId} failed on the disk: {Failure}", EventName = "DiskFailed")]
        public static partial void Failed(ILogger log, string requestId, string failure);
    }
}
