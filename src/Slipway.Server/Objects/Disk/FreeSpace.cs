using Slipway.Core.Uploads;
using Slipway.Server.Objects.Disk.Files;

namespace Slipway.Server.Objects.Disk;

/// <summary>Keeps the last of the volume free: a catalog on the same disk must still be able to write down what happened.</summary>
internal sealed class FreeSpace(IFileOps files, DiskLayout layout, long? minFreeBytes)
{
    private const long Usual = 1L << 30;

    /// <exception cref="UploadRefusedException">The bytes would not leave enough free.</exception>
    public void RefuseUnlessRoomFor(long bytes)
    {
        if (files.FreeBytes(layout.Store) - bytes < Reserve())
        {
            throw new UploadRefusedException(UploadError.InsufficientStorage(bytes));
        }
    }

    private long Reserve() => minFreeBytes ?? DefaultReserve(files.TotalBytes(layout.Store));

    /// <summary>1 GiB or 2 % of the volume, whichever is more, and never more than a quarter of a small one.</summary>
    internal static long DefaultReserve(long volumeBytes) => Math.Min(Math.Max(Usual, volumeBytes / 50), volumeBytes / 4);
}
