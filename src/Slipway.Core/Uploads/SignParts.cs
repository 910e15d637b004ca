using Slipway.Core.Objects;
using Slipway.Core.Signing;

namespace Slipway.Core.Uploads;

/// <summary>A file, and what signs the URLs of its parts.</summary>
public sealed record SignedFile(UploadGroup Group, FileUpload File, PartUrlSigner Signer, SigningWindow Window);

/// <summary>Prepares the URLs of a file's parts, starting its upload at the store with the first of them.</summary>
public sealed class SignParts(ICatalog catalog, IObjectStore store, UploadsOptions options, TimeProvider time)
{
    /// <param name="reachedBy">The origin at which the caller reached us.</param>
    /// <exception cref="UploadRefusedException">There is no such file, or it takes no more parts.</exception>
    public async Task<SignedFile> RunAsync(GroupAddress address, Guid fileId, StoreEndpoint reachedBy, CancellationToken ct)
    {
        var group = await catalog.FindAsync(address, ct) ?? throw new UploadRefusedException(UploadError.NotFound("upload group"));
        var now = time.GetUtcNow();
        var file = Signable(group, fileId, now);
        var window = SigningWindow.At(now, options.UrlLife, group.ExpiresAt);
        if (file.StoreUploadId is null || file.State == FileState.Pending || file.UrlsGoodUntil is null || file.UrlsGoodUntil < window.ExpiresAt)
        {
            group = await RecordAsync(group, file, window, ct);
            file = group.File(fileId);
        }

        return new SignedFile(group, file, store.PartSigner(file.StoreUpload!.Value, window, reachedBy), window);
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
        var recorded = await catalog.ChangeAsync(
            group.Address,
            current =>
            {
                var latest = Signable(current, file.Id, time.GetUtcNow());
                return current.With(latest.After(FileEvent.UrlsSigned) with
                {
                    StoreUploadId = latest.StoreUploadId ?? started,
                    UrlsGoodUntil = latest.UrlsGoodUntil > window.ExpiresAt ? latest.UrlsGoodUntil : window.ExpiresAt,
                });
            },
            ct);

        if (recorded.File(file.Id).StoreUploadId != started)
        {
            // Two first requests at once: the other's upload was recorded, so ours has no owner.
            await store.AbortAsync(new StoreUpload(file.Key, started, file.Plan), ct);
        }

        return recorded;
    }
}
