using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Slipway.Core;
using Slipway.Core.Objects;
using Slipway.Server.Objects.Disk;
using Slipway.Server.Objects.Disk.Syncing;

namespace Slipway.Server.Objects;

/// <summary>Where bytes lie.</summary>
internal static class ObjectsFeature
{
    /// <summary>The embedded disk store. Its folder is opened, and locked, when the store is first resolved.</summary>
    /// <param name="services">Must hold, or come to hold, a <see cref="TimeProvider"/> and a <see cref="Randomness"/>.</param>
    /// <param name="options">Validated before: see <see cref="DiskStoreOptions.Faults"/>.</param>
    /// <param name="dataFolder">Made where it is not there.</param>
    public static IServiceCollection AddObjects(this IServiceCollection services, DiskStoreOptions options, string dataFolder)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Randomness.System);
        services.AddSingleton(provider => DiskStore.Open(
            dataFolder,
            options,
            provider.GetRequiredService<Randomness>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IObjectStore>(provider => provider.GetRequiredService<DiskStore>().Objects);
        services.AddSingleton<VolumeHealth>(provider => provider.GetRequiredService<DiskStore>().Health);
        return services;
    }

    /// <summary>Answers everything under <c>/&lt;bucket&gt;/</c>. Stands before routing: the path must not have been touched.</summary>
    public static IApplicationBuilder UseDiskStore(this IApplicationBuilder app)
    {
        var endpoints = app.ApplicationServices.GetRequiredService<DiskStore>().Endpoints;
        return app.Use(next => context => endpoints.InvokeAsync(context, next));
    }
}
