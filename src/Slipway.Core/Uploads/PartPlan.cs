using Slipway.Core.Objects;

namespace Slipway.Core.Uploads;

/// <summary>
/// How a file is cut. Server-planned: the size of every part is known, so parts land in place and URLs bind their length.
/// Client-planned: only a count is known (and perhaps the whole size).
/// </summary>
/// <param name="TotalBytes">The declared size of the file; null where a client-planned upload declared none.</param>
/// <param name="PartBytes">The size of every part but the last; null where the client cuts as it likes.</param>
/// <param name="Count">How many parts there are, at least 1.</param>
public readonly record struct PartPlan(long? TotalBytes, long? PartBytes, int Count)
{
    /// <summary>100 MiB: the size in SpatialGen's own example (1,287,340,032 bytes are 13 parts).</summary>
    public const long DefaultPartBytes = 100L * 1024 * 1024;

    public bool ServerPlanned => PartBytes is not null;

    /// <summary>Cuts a file of known size into equal parts (the last may be shorter), doubling the part size while there would be too many.</summary>
    /// <param name="totalBytes">At least 1.</param>
    /// <param name="preferredPartBytes">The part size to use while the store's limits allow it.</param>
    /// <exception cref="UploadRefusedException">The store cannot hold an object of this size.</exception>
    public static PartPlan Cut(long totalBytes, long preferredPartBytes, StoreProfile profile)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(totalBytes, 1);
        if (totalBytes > profile.MaxObjectBytes)
        {
            throw new UploadRefusedException(UploadError.FileTooLarge(totalBytes, profile.MaxObjectBytes));
        }

        var partBytes = Math.Clamp(preferredPartBytes, profile.MinPartBytes, profile.MaxPartBytes);
        if (totalBytes <= partBytes)
        {
            return new PartPlan(totalBytes, totalBytes, 1);
        }

        while (CountOf(totalBytes, partBytes) > profile.MaxParts && partBytes < profile.MaxPartBytes)
        {
            partBytes = Math.Min(partBytes * 2, profile.MaxPartBytes);
        }

        var count = CountOf(totalBytes, partBytes);
        return count <= profile.MaxParts
            ? new PartPlan(totalBytes, partBytes, (int)count)
            : throw new UploadRefusedException(UploadError.FileTooLarge(totalBytes, profile.MaxParts * profile.MaxPartBytes));
    }

    /// <summary>A file that its client cuts: a count, and perhaps the whole size.</summary>
    public static PartPlan ClientPlanned(int count, long? totalBytes) => new(totalBytes, null, count);

    public bool Has(int partNumber) => partNumber >= 1 && partNumber <= Count;

    /// <summary>The first byte of a part of a server-planned file, from zero.</summary>
    public long OffsetOf(int partNumber) => (Check(partNumber) - 1) * PartBytes!.Value;

    /// <summary>The exact length of a part of a server-planned file.</summary>
    public long LengthOf(int partNumber) =>
        Check(partNumber) < Count ? PartBytes!.Value : TotalBytes!.Value - ((Count - 1) * PartBytes!.Value);

    private long Check(int partNumber) =>
        Has(partNumber) ? partNumber : throw new ArgumentOutOfRangeException(nameof(partNumber), partNumber, $"The plan has parts 1 to {Count}.");

    private static long CountOf(long totalBytes, long partBytes) => ((totalBytes - 1) / partBytes) + 1;
}
