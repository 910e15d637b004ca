using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Core.Signing;
using Slipway.Core.Uploads;
using Slipway.Server.Configuration;

namespace Slipway.Server.Dialects;

/// <summary>At which origin a caller reaches us: the configured public URL, or else the one it used for this call.</summary>
internal static class Origin
{
    /// <exception cref="UploadRefusedException">The call names no host, and no public URL is configured.</exception>
    public static StoreEndpoint Of(HttpContext context)
    {
        var origin = context.RequestServices.GetRequiredService<SlipwaySettings>().PublicUrl;
        return origin is not null || Uri.TryCreate($"{context.Request.Scheme}://{context.Request.Host.Value}", UriKind.Absolute, out origin)
            ? StoreEndpoint.Parse(origin)
            : throw new UploadRefusedException(UploadError.Malformed("The request needs a Host header: the URLs that it asks for begin with it."));
    }
}
