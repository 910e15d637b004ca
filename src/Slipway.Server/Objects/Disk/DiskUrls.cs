using Slipway.Core.Objects;
using Slipway.Core.Signing;

namespace Slipway.Server.Objects.Disk;

/// <summary>Signs URLs that lead back here.</summary>
internal sealed class DiskUrls(SigningKey key, string bucket)
{
    public PartUrlSigner PartSigner(StoreUpload upload, SigningWindow window, StoreEndpoint reachedBy)
    {
        // Where the plan knows the length of every part, the URL binds it.
        var lengths = upload.Plan is { TotalBytes: { } total, PartBytes: { } part } ? new PartLengths(total, part) : (PartLengths?)null;
        return new PartUrlSigner(key, reachedBy, PathOf(upload.Key), upload.UploadId, window, lengths);
    }

    public string Read(string method, ObjectKey objectKey, SigningWindow window, StoreEndpoint reachedBy) =>
        UrlSigner.Sign(method, key, reachedBy, PathOf(objectKey), [], window);

    private string PathOf(ObjectKey objectKey) => $"/{bucket}/{objectKey}";
}
