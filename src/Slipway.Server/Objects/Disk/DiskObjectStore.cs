using System.Text;
using Slipway.Core;
using Slipway.Core.Faults;
using Slipway.Core.Objects;
using Slipway.Core.Signing;
using Slipway.Core.Uploads;
using Slipway.Server.Objects.Disk.Files;
using Slipway.Server.Objects.Disk.Parts;

namespace Slipway.Server.Objects.Disk;

/// <summary>The object store inside this process: files in the data folder, reached by clients over signed URLs of our own.</summary>
internal sealed class DiskObjectStore(
    DiskContext disk, OpenUploads uploads, ObjectFolders folders, DiskUrls urls, Randomness randomness) : IObjectStore
{
    private const int UploadIdLength = 28;

    /// <summary>What S3 can hold, and so what clients are written for. The disk itself has no such limits.</summary>
    public static StoreProfile Limits => StoreProfile.AmazonS3;

    public StoreProfile Profile => Limits;

    public Task<string> StartAsync(ObjectKey key, PartPlan plan, string mediaType, CancellationToken ct) => WordedAsync(async () =>
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Encoding.UTF8.GetByteCount(mediaType), UploadHeader.MaxMediaTypeBytes);
        disk.Health.RefuseWhenReadOnly();
        disk.Room.RefuseUnlessRoomFor(plan.TotalBytes ?? 1); // better refused now than after hours of sending
        var id = randomness.NewName(UploadIdLength);
        var folder = disk.Layout.UploadFolder(id);
        disk.Files.MakeDirectory(folder);
        CrashPoint.Hit(DiskCrashPoints.StartAfterMkdir);
        using var journal = Journal.Create(disk.Files, disk.Syncer, Path.Combine(folder, DiskLayout.JournalName), new UploadHeader(key, plan, mediaType));
        await journal.SyncAsync();
        await disk.Syncer.SyncDirectoryAsync(folder);
        await disk.Syncer.SyncDirectoryAsync(disk.Layout.Uploads);
        CrashPoint.Hit(DiskCrashPoints.StartAfterJournal);
        return id;
    });

    public PartUrlSigner PartSigner(StoreUpload upload, SigningWindow window, StoreEndpoint reachedBy) => urls.PartSigner(upload, window, reachedBy);

    public string ReadUrl(string method, ObjectKey key, SigningWindow window, StoreEndpoint reachedBy) => urls.Read(method, key, window, reachedBy);

    public async Task<PartPage> ListPartsAsync(StoreUpload upload, int after, int limit, CancellationToken ct)
    {
        using var use = await uploads.FindAsync(upload.UploadId);
        return Of(upload, use)?.List(after, limit) ?? new PartPage([], null);
    }

    public Task<StoredObject?> CompleteAsync(StoreUpload upload, PartTokens? tokens, CancellationToken ct) => WordedAsync(async () =>
    {
        using var use = await uploads.FindAsync(upload.UploadId);
        return Of(upload, use) is { } open ? await open.CompleteAsync(tokens, folders) : null;
    });

    public Task AbortAsync(StoreUpload upload, CancellationToken ct) => WordedAsync(async () =>
    {
        disk.Health.RefuseWhenReadOnly();
        using (var use = await uploads.FindAsync(upload.UploadId))
        {
            if (Of(upload, use) is { } open)
            {
                await open.AbortAsync();
            }
        }

        // Also where there was none: the process that took it away may not have come to its sync.
        await disk.Syncer.SyncDirectoryAsync(disk.Layout.Uploads);
        return true;
    });

    public Task<StoredObject?> HeadAsync(ObjectKey key, CancellationToken ct)
    {
        using var found = FinishedObject.TryOpen(disk.Files, disk.Layout, key);
        return Task.FromResult(found?.Stored);
    }

    public Task DeleteAsync(ObjectKey key, CancellationToken ct) => WordedAsync(async () =>
    {
        disk.Health.RefuseWhenReadOnly();
        await folders.RemoveAsync(key);
        return true;
    });

    /// <summary>An upload id is only good with the key that it was started for.</summary>
    private static OpenUpload? Of(StoreUpload upload, OpenUploads.Use? use) => use is { } found && found.Upload.Header.Key == upload.Key ? found.Upload : null;

    private static async Task<T> WordedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (FileOpException full) when (full.IsFull)
        {
            throw new UploadRefusedException(UploadError.InsufficientStorage(1));
        }
        catch (FileOpException failed)
        {
            throw new UploadRefusedException(UploadError.Unavailable($"The disk refused an operation ({failed.Message})."));
        }
    }
}
