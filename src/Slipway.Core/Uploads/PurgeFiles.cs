using Slipway.Core.Faults;
using Slipway.Core.Objects;

namespace Slipway.Core.Uploads;

/// <summary>
/// Frees the bytes of canceled and expired groups. The row says so first, then the bytes go: a crash in between leaves work, never a row without
/// its bytes.
/// </summary>
public sealed class PurgeFiles(ICatalog catalog, IObjectStore store, TimeProvider time)
{
    private const int BatchSize = 100;

    /// <summary>What is still owed from earlier: crashes, and stores that were out of reach. A file that cannot be purged holds up no other.</summary>
    /// <returns>How many files' bytes are gone now.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var purged = 0;
        int done;
        do
        {
            done = 0;
            foreach (var work in await catalog.FindUnpurgedAsync(BatchSize, ct))
            {
                done += await TryPurgeAsync(work.File, ct) ? 1 : 0;
            }

            purged += done;
        }
        while (done == BatchSize);

        return purged;
    }

    /// <summary>At once, for a group that was just closed. What fails is left to <see cref="RunAsync"/>: the group is closed either way.</summary>
    public async Task TryAsync(UploadGroup closed, CancellationToken ct)
    {
        foreach (var file in closed.Files.Where(file => file.PurgedAt is null))
        {
            await TryPurgeAsync(file, ct);
        }
    }

    private async Task<bool> TryPurgeAsync(FileUpload file, CancellationToken ct)
    {
        try
        {
            await PurgeAsync(file, ct);
            return true;
        }
        catch (Exception failure) when (failure is UploadRefusedException or IOException)
        {
            return false; // owed, and known to be owed: the file has no time of purge
        }
    }

    private async Task PurgeAsync(FileUpload file, CancellationToken ct)
    {
        if (file.StoreUpload is { } upload)
        {
            // First the upload, then the object: a completion under way either finds no upload, or has made the object that is deleted next.
            await store.AbortAsync(upload, ct);
            CrashPoint.Hit("purge.after_abort");
            await store.DeleteAsync(file.Key, ct);
        }

        CrashPoint.Hit("purge.before_row");
        await catalog.MarkPurgedAsync(file.Id, time.GetUtcNow(), ct);
    }
}
