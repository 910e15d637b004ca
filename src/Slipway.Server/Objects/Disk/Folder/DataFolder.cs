using Slipway.Server.Objects.Disk.Files;

namespace Slipway.Server.Objects.Disk.Folder;

/// <summary>Makes the data folder and what the store needs in it, and refuses one that others could tamper with.</summary>
internal static class DataFolder
{
    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <exception cref="DataFolderException">Others may write there, or it is no folder.</exception>
    public static void Prepare(IFileOps files, DiskLayout layout)
    {
        var parent = Path.GetDirectoryName(layout.DataFolder) ?? layout.DataFolder;
        Directory.CreateDirectory(parent);
        Make(files, layout.DataFolder);
        foreach (var folder in (ReadOnlySpan<string>)[layout.Store, layout.Objects, layout.Uploads, layout.Trash])
        {
            Make(files, folder);
        }
    }

    /// <summary>Makes a folder for the owner alone, durably; one that is there must be a real one that only its owner can write.</summary>
    public static void Make(IFileOps files, string folder)
    {
        files.MakeDirectory(folder);
        var info = new DirectoryInfo(folder);
        if (!info.Attributes.HasFlag(FileAttributes.Directory) || info.LinkTarget is not null)
        {
            throw new DataFolderException($"{folder} is not a folder. Remove it, or name another data folder.");
        }

        if ((info.UnixFileMode & WritableByOthers) != 0)
        {
            throw new DataFolderException($"{folder} can be written by others. Run: chmod go-w '{folder}'");
        }

        files.SyncDirectory(Path.GetDirectoryName(folder) ?? folder);
    }
}
