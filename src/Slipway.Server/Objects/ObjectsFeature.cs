using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Slipway.Core;
using Slipway.Core.Objects;
using Slipway.Core.Uploads;
using Slipway.Server.Health;
using Slipway.Server.Http;
using Slipway.Server.Objects.Disk;
using Slipway.Server.Objects.Disk.Files;
using Slipway.Server.Objects.Disk.Syncing;
using Slipway.Server.Sweeping;

namespace Slipway.Server.Objects;

/// <summary>Where bytes lie.</summary>
internal static class ObjectsFeature
{
    /// <summary>Looking for uploads that nobody knows reads a whole folder, and none is removed before it is a day old.</summary>
    private static readonly TimeSpan OrphanRest = TimeSpan.FromMinutes(10);

    /// <summary>The embedded disk store.</summary>
    /// <param name="dataFolder">Made where it is not there.</param>
    public static void AddObjects(this IServiceCollection services, DiskStoreOptions options, string dataFolder)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Randomness.System);
        services.TryAddSingleton<IFileOps, PosixFileOps>();

        // Parts arrive through the transport's buffers, so their size is the store's business.
        services.AddSingleton<IMemoryPoolFactory<byte>>(provider => new LargeBlocks(provider.GetRequiredService<TimeProvider>()));

        // ASP.NET Core logs the whole target of every request, and a signed URL is a secret while it lives.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning));
        services.AddSingleton(provider => DiskStore.Open(
            dataFolder,
            options,
            provider.GetRequiredService<IFileOps>(),
            provider.GetRequiredService<Randomness>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IObjectStore>(provider => provider.GetRequiredService<DiskStore>().Objects);
        services.AddSingleton<VolumeHealth>(provider => provider.GetRequiredService<DiskStore>().Health);
        services.AddSingleton(provider => provider.GetRequiredService<DiskStore>().Sweeper(provider.GetRequiredService<ICatalog>()));
        services.AddSingleton(provider => new Chore("orphaned uploads removed", OrphanRest, provider.GetRequiredService<DiskSweeper>().RunAsync));
        services.AddSingleton(provider =>
        {
            var health = provider.GetRequiredService<VolumeHealth>();
            return new Need("store", () => $"disk, durability {health.Durability.ToString().ToLowerInvariant()}", () => health.Failure);
        });
    }

    /// <summary>Takes the lock on the data folder and opens what lies there. Before anything else is opened.</summary>
    /// <exception cref="Disk.Folder.DataFolderException">The folder cannot be used; the message says why and what to do.</exception>
    public static void OpenObjects(this IServiceProvider services) => services.GetRequiredService<DiskStore>();

    /// <summary>Removes what the PUTs of an ended process left behind.</summary>
    public static Task RemoveLeftoversAsync(this IServiceProvider services, CancellationToken ct) =>
        services.GetRequiredService<DiskSweeper>().RemoveLeftoversAsync(ct);

    /// <summary>Answers everything under <c>/&lt;bucket&gt;/</c>. Stands before routing: the path must not have been touched.</summary>
    public static void UseDiskStore(this IApplicationBuilder app)
    {
        var endpoints = app.ApplicationServices.GetRequiredService<DiskStore>().Endpoints;
        app.Use(next => context => endpoints.InvokeAsync(context, next));
    }
}
