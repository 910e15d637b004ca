namespace Slipway.FaultyHost;

/// <summary>The store syncs its files, and forgets that names have to be synced too.</summary>
internal sealed class WithoutDirectorySync : FaultyFileOps
{
    public override void SyncDirectory(string path)
    {
        if (!IsPlanted)
        {
            base.SyncDirectory(path);
        }
    }
}
