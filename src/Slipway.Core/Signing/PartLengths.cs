namespace Slipway.Core.Signing;

/// <summary>The lengths of the parts of a file that is cut evenly.</summary>
/// <param name="TotalBytes">The length of the file, at least 1.</param>
/// <param name="PartBytes">The length of every part but the last, at least 1.</param>
public readonly record struct PartLengths(long TotalBytes, long PartBytes)
{
    /// <exception cref="ArgumentOutOfRangeException">The file has no such part.</exception>
    public long Of(int partNumber)
    {
        var count = ((TotalBytes - 1) / PartBytes) + 1;
        if (partNumber < 1 || partNumber > count)
        {
            throw new ArgumentOutOfRangeException(nameof(partNumber), partNumber, $"The file has parts 1 to {count}.");
        }

        return partNumber < count ? PartBytes : TotalBytes - ((count - 1) * PartBytes);
    }
}
