using Slipway.Core.Objects;
using Slipway.Core.Signing;

namespace Slipway.Core.Uploads;

/// <summary>A file, which of its parts to sign, and what signs them.</summary>
public sealed record SignedFile(FileUpload File, int[] PartNumbers, PartUrlSigner Signer, SigningWindow Window);

/// <summary>Prepares the URLs of a file's parts, starting its upload at the store with the first of them.</summary>
public sealed class SignParts(ICatalog catalog, IObjectStore store, UploadsOptions options, TimeProvider time)
{
    /// <param name="select">Which parts of the plan are wanted; what it refuses is refused before anything happened.</param>
    /// <param name="reachedBy">The origin at which the caller reached us.</param>
    /// <exception cref="UploadRefusedException">There is no such file, it takes no more parts, or <paramref name="select"/> refused.</exception>
    public async Task<SignedFile> RunAsync(
        GroupAddress address, Guid fileId, Func<PartPlan, int[]> select, StoreEndpoint reachedBy, CancellationToken ct)
    {
        var group = await catalog.FindAsync(address, ct) ?? throw new UploadRefusedException(UploadError.NotFound("upload group"));
        var now = time.GetUtcNow();
        var file = Signable(group, fileId, now);
        var partNumbers = select(file.Plan);
        var window = SigningWindow.At(now, options.UrlLife, group.ExpiresAt);
        if (file.StoreUploadId is null || file.State == FileState.Pending || file.UrlsGoodUntil is null || file.UrlsGoodUntil < window.ExpiresAt)
        {
            group = await RecordAsync(group, file, window, ct);
            file = group.File(fileId);
        }

        return new SignedFile(file, partNumbers, store.PartSigner(file.StoreUpload!.Value, window, reachedBy), window);
    }

    private static FileUpload Signable(UploadGroup group, Guid fileId, DateTimeOffset now)
    {
        var file = group.File(fileId);
        group.RefuseUnlessOpen(now);
        FileLife.Next(file.State, FileEvent.UrlsSigned);
        return file;
    }

    private async Task<UploadGroup> RecordAsync(UploadGroup group, FileUpload file, SigningWindow window, CancellationToken ct)
    {
        var started = file.StoreUploadId ?? await store.StartAsync(file.Key, file.Plan, file.MediaType, ct);
        UploadGroup recorded;
        try
        {
            recorded = await catalog.ChangeAsync(group.Address, current => Record(current, file.Id, started, window), ct);
        }
        catch (UploadRefusedException refused) when (file.StoreUploadId is null && refused.Error.Refusal is Refusal.WrongState or Refusal.Expired)
        {
            // The file was closed while its upload started: whoever closed it knows nothing of this upload, and purges without it.
            await store.AbortAsync(new StoreUpload(file.Key, started, file.Plan), ct);
            throw;
        }

        if (recorded.File(file.Id).StoreUploadId != started)
        {
            // Two first requests at once: the other's upload was recorded, so ours has no owner.
            await store.AbortAsync(new StoreUpload(file.Key, started, file.Plan), ct);
        }

        return recorded;
    }

    private UploadGroup Record(UploadGroup current, Guid fileId, string started, SigningWindow window)
    {
        var latest = Signable(current, fileId, time.GetUtcNow());
        return current.With(latest.After(FileEvent.UrlsSigned) with
        {
            StoreUploadId = latest.StoreUploadId ?? started,
            UrlsGoodUntil = latest.UrlsGoodUntil > window.ExpiresAt ? latest.UrlsGoodUntil : window.ExpiresAt,
        });
    }
}
