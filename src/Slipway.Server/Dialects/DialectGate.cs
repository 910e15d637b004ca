using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Core.Access;
using Slipway.Core.Uploads;
using Slipway.Server.Access;

namespace Slipway.Server.Dialects;

/// <summary>Which roles an endpoint admits. An endpoint of a dialect without it admits nobody.</summary>
internal sealed record Admits(params Role[] Roles)
{
    public override string ToString() => string.Join(" or ", Roles.Select(role => role.ToString().ToLowerInvariant()));
}

/// <summary>Who calls: set before a handler runs.</summary>
internal sealed record Caller(ApiKey Key)
{
    public string Project => Key.Project;

    public static Caller Of(HttpContext context) => context.Features.Get<Caller>()!;
}

/// <summary>Admits or refuses every call of a dialect by its key and role, before a byte of the body is read. Deny by default.</summary>
internal static class DialectGate
{
    public static void UseDialectGate(this IApplicationBuilder app) => app.Use(static async (context, next) =>
    {
        if (context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<IDialect>() is { } dialect)
        {
            var key = await AdmitAsync(context, dialect);
            var admits = endpoint.Metadata.GetMetadata<Admits>() ?? new Admits();
            if (!admits.Roles.Contains(key.Role))
            {
                throw new UploadRefusedException(UploadError.Forbidden(key.Role.ToString().ToLowerInvariant(), admits.ToString()));
            }

            RefuseLowerCase(context.Request.Method);
            context.Features.Set(new Caller(key));
        }

        await next(context);
    });

    // Methods are case-sensitive (RFC 9110 §9.1); routing is not, and would take "delete" for DELETE where a proxy before us did not.
    private static void RefuseLowerCase(string method)
    {
        if (method.AsSpan().ContainsAnyInRange('a', 'z'))
        {
            throw new UploadRefusedException(UploadError.MethodNotAllowed(method));
        }
    }

    private static async Task<ApiKey> AdmitAsync(HttpContext context, IDialect dialect)
    {
        var failures = context.RequestServices.GetRequiredService<FailedAttempts>();
        try
        {
            return await context.RequestServices.GetRequiredService<Gate>().AdmitAsync(dialect.KeyOf(context.Request), context.RequestAborted);
        }
        catch (UploadRefusedException refused) when (refused.Error.Refusal == Refusal.Unauthorized)
        {
            failures.Count(context.Connection.RemoteIpAddress);
            throw;
        }
    }
}
