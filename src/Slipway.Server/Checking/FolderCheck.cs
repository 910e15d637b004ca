using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Core.Uploads;
using Slipway.Server.Configuration;
using Slipway.Server.Database;
using Slipway.Server.Database.Checking;
using Slipway.Server.Objects.Disk;
using Slipway.Server.Objects.Disk.Checking;
using Slipway.Server.Objects.Disk.Files;

namespace Slipway.Server.Checking;

/// <summary>
/// Everything that <c>slipway fsck</c> checks in a data folder: the catalog by itself, then what the store holds against it. Takes no lock, so it may
/// run beside a server.
/// </summary>
internal sealed class FolderCheck : IAsyncDisposable
{
    private readonly SlipwaySettings _settings;
    private readonly ServiceProvider _services;

    private FolderCheck(SlipwaySettings settings, ServiceProvider services) => (_settings, _services) = (settings, services);

    /// <exception cref="IOException">There is no catalog in the data folder, or it cannot be used.</exception>
    public static async Task<FolderCheck> OpenAsync(SlipwaySettings settings, CancellationToken ct)
    {
        if (!File.Exists(DatabaseFeature.FileIn(settings)))
        {
            throw new IOException($"There is no catalog in {settings.Data}, so there is nothing to check. Name the data folder with --data.");
        }

        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(Core.Randomness.System);
        services.AddDatabase(settings);
        services.AddSingleton<CatalogChecks>();
        var check = new FolderCheck(settings, services.BuildServiceProvider());
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
        var catalogChecks = _services.GetRequiredService<CatalogChecks>();
        await foreach (var finding in catalogChecks.FindAsync(ct))
        {
            yield return finding;
        }

        var layout = new DiskLayout(_settings.Data);
        var diskChecks = new DiskChecks(new PosixFileOps(), layout, deep, _settings.Disk.OrphanGrace, TimeProvider.System);
        var catalog = _services.GetRequiredService<ICatalog>();
        GroupAddress owner = default; // of the file that is looked at: one at a time
        await foreach (var finding in diskChecks.FindAsync(Files(), LatestAsync, ct))
        {
            yield return finding;
        }

        async IAsyncEnumerable<FileUpload> Files()
        {
            await foreach (var file in catalogChecks.FilesAsync(ct))
            {
                owner = file.Group;
                yield return file.File;
            }
        }

        async Task<FileUpload?> LatestAsync(FileUpload file, CancellationToken token) => (await catalog.FindAsync(owner, token))?.File(file.Id);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
