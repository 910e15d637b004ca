namespace Slipway.Core.Objects;

/// <summary>What a store can take; the planner cuts files within it.</summary>
/// <param name="MinPartBytes">The least size of every part but the last.</param>
/// <param name="MaxPartBytes">The greatest size of a part.</param>
/// <param name="MaxParts">The greatest part number.</param>
/// <param name="MaxObjectBytes">The greatest size of an object.</param>
/// <param name="EnforcesLength">Whether a signed content-length is checked, so that a URL can bind it.</param>
public sealed record StoreProfile(long MinPartBytes, long MaxPartBytes, int MaxParts, long MaxObjectBytes, bool EnforcesLength)
{
    /// <summary>Amazon S3's limits (Amazon S3 User Guide, "Amazon S3 multipart upload limits"): 5 MiB to 5 GiB a part, 10,000 parts.</summary>
    public static StoreProfile AmazonS3 { get; } = new(5L << 20, 5L << 30, 10_000, 10_000 * (5L << 30), EnforcesLength: true);
}
