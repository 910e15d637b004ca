using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Core.Signing;
using Slipway.Server.Configuration;

namespace Slipway.Server.Dialects;

/// <summary>At which origin a caller reaches us: the configured public URL, or else the one it used for this call.</summary>
internal static class Origin
{
    public static StoreEndpoint Of(HttpContext context) =>
        context.RequestServices.GetRequiredService<SlipwaySettings>().PublicUrl is { } configured
            ? StoreEndpoint.Parse(configured)
            : StoreEndpoint.Parse(new Uri($"{context.Request.Scheme}://{context.Request.Host.Value}"));
}
