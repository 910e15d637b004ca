using Microsoft.Extensions.Logging;
using Slipway.Core.Uploads;
using Slipway.Server.Objects.Disk.Parts;

namespace Slipway.Server.Objects.Disk;

/// <summary>
/// Removes what crashes left behind. It takes away only what is proven dead: files of an upload that its journal does not name, and uploads that the
/// catalog, asked now and answering, does not know although they are older than any start that could still be under way. Safe beside traffic.
/// </summary>
internal sealed partial class DiskSweeper(DiskContext disk, OpenUploads uploads, ICatalog catalog, TimeSpan grace, TimeProvider time, ILogger<DiskSweeper> log)
{
    private const int BatchSize = 500;

    /// <summary>Once, after a start: files of PUTs that the end of the process cut short.</summary>
    public async Task RemoveLeftoversAsync(CancellationToken ct)
    {
        foreach (var id in disk.Files.List(disk.Layout.Uploads))
        {
            ct.ThrowIfCancellationRequested();
            if (disk.Files.List(disk.Layout.UploadFolder(id)).Any(name => name is not (DiskLayout.JournalName or DiskLayout.DataName)))
            {
                using var use = await uploads.FindAsync(id); // to take an upload up is to remove what its journal does not name
            }
        }
    }

    /// <summary>Now and then: uploads that nobody knows.</summary>
    /// <returns>How many were removed.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        if (disk.Health.IsReadOnly)
        {
            return 0;
        }

        UploadRemoval.EmptyTrash(disk);
        var removed = 0;
        foreach (var batch in disk.Files.List(disk.Layout.Uploads).Where(id => DiskLayout.IsUploadId(id) && IsOldEnough(id)).Chunk(BatchSize))
        {
            var live = await catalog.FindLiveStoreUploadsAsync(batch, ct);
            foreach (var id in batch.Where(id => !live.Contains(id)))
            {
                await RemoveAsync(id);
                removed++;
            }
        }

        return removed;
    }

    private bool IsOldEnough(string id)
    {
        var folder = disk.Layout.UploadFolder(id);
        var touched = File.GetLastWriteTimeUtc(folder);
        var written = File.GetLastWriteTimeUtc(Path.Combine(folder, DiskLayout.JournalName));
        return time.GetUtcNow() - new DateTimeOffset(touched > written ? touched : written, TimeSpan.Zero) > grace;
    }

    private async Task RemoveAsync(string id)
    {
        using (var use = await uploads.FindAsync(id))
        {
            if (use is not null)
            {
                await use.Upload.AbortAsync();
            }
            else
            {
                UploadRemoval.Remove(disk, id); // its start was never answered
            }
        }

        Log.Orphan(log, id);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Removed upload {UploadId}, which no file belongs to", EventName = "OrphanUploadRemoved")]
        public static partial void Orphan(ILogger log, string uploadId);
    }
}
