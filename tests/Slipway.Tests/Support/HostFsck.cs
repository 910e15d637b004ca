using Microsoft.Extensions.DependencyInjection;
using Slipway.Core.Uploads;
using Slipway.Server.Checking;
using Slipway.Server.Database;
using Slipway.Server.Database.Checking;
using Slipway.Server.Objects.Disk;
using Slipway.Server.Objects.Disk.Checking;
using Slipway.Server.Objects.Disk.Files;

namespace Slipway.Tests.Support;

/// <summary>What <c>slipway fsck --deep</c> finds in a server's data folder: nothing, whatever its clients did.</summary>
internal static class HostFsck
{
    /// <param name="services">Of a server that was stopped, so that nothing changes meanwhile and no byte is too young to judge.</param>
    public static async Task<IReadOnlyList<Finding>> RunAsync(IServiceProvider services, string dataFolder)
    {
        var catalog = new CatalogChecks(services.GetRequiredService<SqlFlavor>());
        var disk = new DiskChecks(new PosixFileOps(), new DiskLayout(dataFolder), deep: true, grace: TimeSpan.Zero, TimeProvider.System);
        var findings = new List<Finding>();
        await foreach (var finding in catalog.FindAsync(CancellationToken.None))
        {
            findings.Add(finding);
        }

        await foreach (var finding in disk.FindAsync(FilesAsync(catalog), static (file, _) => Task.FromResult<FileUpload?>(file), CancellationToken.None))
        {
            findings.Add(finding);
        }

        return findings;
    }

    private static async IAsyncEnumerable<FileUpload> FilesAsync(CatalogChecks catalog)
    {
        await foreach (var file in catalog.FilesAsync(CancellationToken.None))
        {
            yield return file.File;
        }
    }
}
