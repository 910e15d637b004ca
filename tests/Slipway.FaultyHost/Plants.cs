using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Slipway.Core;
using Slipway.Core.Uploads;
using Slipway.Server.Configuration;
using Slipway.Server.Objects.Disk;

namespace Slipway.FaultyHost;

/// <summary>The faults that can be planted, by name.</summary>
internal static class Plants
{
    public static Action<IServiceCollection> Find(string name) => name switch
    {
        "no-fsync" => services => ReplaceFiles(services, new WithoutSync()),
        "no-dirsync" => services => ReplaceFiles(services, new WithoutDirectorySync()),
        "ack-before-journal" => services => ReplaceFiles(services, new LateJournal()),
        "naive-finalize" => ReplaceCatalog,
        _ => throw new ArgumentException($"There is no plant {name}."),
    };

    private static void ReplaceFiles(IServiceCollection services, FaultyFileOps files) => services.Replace(ServiceDescriptor.Singleton(provider =>
    {
        var settings = provider.GetRequiredService<SlipwaySettings>();
        var store = DiskStore.Open(
            settings.Data,
            settings.Disk,
            files,
            provider.GetRequiredService<Randomness>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>());
        files.IsPlanted = true; // from here on: the folder itself and its secret are made as they should be
        return store;
    }));

    private static void ReplaceCatalog(IServiceCollection services)
    {
        var real = services.Single(service => service.ServiceType == typeof(ICatalog)).ImplementationType!;
        services.Replace(ServiceDescriptor.Singleton<ICatalog>(provider => new NaiveCatalog((ICatalog)ActivatorUtilities.CreateInstance(provider, real))));
    }
}
