using Microsoft.Extensions.DependencyInjection;
using Slipway.Core.Objects;
using Slipway.Core.Uploads;
using Slipway.Server.Configuration;

namespace Slipway.Server.Dialects.SpatialGen;

internal static class SpatialGenFeature
{
    public static void AddSpatialGen(this IServiceCollection services) => services.AddSingleton(provider => new SpatialGenRules(
        provider.GetRequiredService<UploadsOptions>(),
        provider.GetRequiredService<SlipwaySettings>().SpatialGen,
        provider.GetRequiredService<IObjectStore>().Profile));
}
