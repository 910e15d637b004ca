using Slipway.Core.Faults;

namespace Slipway.Server.Objects.Disk.Parts;

/// <summary>Takes an upload's folder away: out of sight by one rename, then file by file. What a crash leaves is emptied at the next start.</summary>
internal static class UploadRemoval
{
    public static void Remove(DiskContext disk, string uploadId)
    {
        disk.Files.Rename(disk.Layout.UploadFolder(uploadId), disk.Layout.TrashFolder(uploadId));
        CrashPoint.Hit(DiskCrashPoints.AbortAfterUnlink);
        Empty(disk, uploadId);
    }

    public static void EmptyTrash(DiskContext disk)
    {
        foreach (var uploadId in disk.Files.List(disk.Layout.Trash))
        {
            Empty(disk, uploadId);
        }
    }

    private static void Empty(DiskContext disk, string uploadId)
    {
        var folder = disk.Layout.TrashFolder(uploadId);
        foreach (var name in disk.Files.List(folder))
        {
            disk.Files.Remove(Path.Combine(folder, name));
        }

        disk.Files.RemoveDirectory(folder);
    }
}
