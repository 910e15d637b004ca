using Microsoft.Win32.SafeHandles;

namespace Slipway.FaultyHost;

/// <summary>The store syncs nothing at all, and starts no write-back.</summary>
internal sealed class WithoutSync : FaultyFileOps
{
    public override void StartWriteBack(SafeFileHandle file, long offset, long bytes)
    {
    }

    public override void SyncData(SafeFileHandle file)
    {
        if (!IsPlanted)
        {
            base.SyncData(file);
        }
    }

    public override void SyncAll(SafeFileHandle file)
    {
        if (!IsPlanted)
        {
            base.SyncAll(file);
        }
    }

    public override void SyncDirectory(string path)
    {
        if (!IsPlanted)
        {
            base.SyncDirectory(path);
        }
    }
}
