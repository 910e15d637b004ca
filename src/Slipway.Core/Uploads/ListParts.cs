using Slipway.Core.Objects;

namespace Slipway.Core.Uploads;

/// <summary>Lists the parts of a file that the store holds.</summary>
public sealed class ListParts(ICatalog catalog, IObjectStore store)
{
    /// <summary>The most parts on a page (as in Amazon S3's ListParts).</summary>
    public const int MaxLimit = 1000;

    /// <param name="after">The part number to go on from; 0 for the first page.</param>
    /// <param name="limit">1 to <see cref="MaxLimit"/>.</param>
    /// <returns>An empty page for a file that takes no parts (any more).</returns>
    /// <exception cref="UploadRefusedException">There is no such file.</exception>
    public async Task<PartPage> RunAsync(GroupAddress address, Guid fileId, int after, int limit, CancellationToken ct)
    {
        var group = await catalog.FindAsync(address, ct) ?? throw new UploadRefusedException(UploadError.NotFound("upload group"));
        return group.File(fileId) is { StoreUpload: { } upload, State: FileState.Uploading or FileState.Completing }
            ? await store.ListPartsAsync(upload, after, limit, ct)
            : new PartPage([], null);
    }
}
