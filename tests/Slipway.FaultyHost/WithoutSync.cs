using Microsoft.Win32.SafeHandles;
using Slipway.Server.Objects.Disk.Files;

namespace Slipway.FaultyHost;

/// <summary>The store syncs nothing at all, and starts no write-back.</summary>
internal sealed class WithoutSync(IFileOps files) : FileOpsPassed(files)
{
    public override void StartWriteBack(SafeFileHandle file, long offset, long bytes)
    {
    }

    public override void SyncData(SafeFileHandle file)
    {
    }

    public override void SyncAll(SafeFileHandle file)
    {
    }

    public override void SyncDirectory(string path)
    {
    }
}

/// <summary>The store syncs its files, and forgets that names have to be synced too.</summary>
internal sealed class WithoutDirectorySync(IFileOps files) : FileOpsPassed(files)
{
    public override void SyncDirectory(string path)
    {
    }
}
