using Microsoft.AspNetCore.Builder;
using Slipway.Server.Configuration;

namespace Slipway.Server.Http;

/// <summary>
/// Lets pages call the API (the vendors' samples run in a browser). A key comes in a header that only a page which holds it can send, so that without a
/// list every origin may; credentials that a browser adds by itself are never allowed.
/// </summary>
internal static class ApiCors
{
    private static readonly TimeSpan PreflightMaxAge = TimeSpan.FromHours(2); // the longest that any browser keeps one

    public static void UseApiCors(this IApplicationBuilder app, SlipwaySettings settings) => app.UseCors(policy =>
    {
        if (settings.AllowedOrigins.Count == 0)
        {
            policy.AllowAnyOrigin();
        }
        else
        {
            policy.WithOrigins([.. settings.AllowedOrigins]);
        }

        policy.AllowAnyMethod().AllowAnyHeader().WithExposedHeaders("Retry-After").SetPreflightMaxAge(PreflightMaxAge);
    });
}
