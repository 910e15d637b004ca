using Microsoft.Extensions.DependencyInjection;
using Slipway.Core;
using Slipway.Server.Configuration;
using Slipway.Server.Database;
using Slipway.Server.Objects.Disk;
using Slipway.Server.Objects.Disk.Files;
using Slipway.Server.Objects.Disk.Folder;

namespace Slipway.Server.Access;

/// <summary>
/// The keys of a data folder, opened without its server: before its first start, while it runs, or while it is down. It does not own the folder,
/// as a server does; what it changes is one short transaction.
/// </summary>
internal sealed class KeyRing : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private KeyRing(ServiceProvider services) => _services = services;

    public KeyMaker Keys => _services.GetRequiredService<KeyMaker>();

    /// <summary>Makes the folder and the catalog where there are none, so that keys can be made before the first start.</summary>
    /// <exception cref="IOException">The data folder or its catalog cannot be used.</exception>
    public static async Task<KeyRing> OpenAsync(SlipwaySettings settings, CancellationToken ct)
    {
        DataFolder.Prepare(new PosixFileOps(), new DiskLayout(settings.Data));
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(Randomness.System);
        services.AddDatabase(settings);
        services.AddSingleton<KeyMaker>();
        var ring = new KeyRing(services.BuildServiceProvider());
        try
        {
            await ring._services.OpenDatabaseAsync(ct);
            return ring;
        }
        catch
        {
            await ring.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
