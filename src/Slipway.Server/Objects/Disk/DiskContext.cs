using Slipway.Server.Objects.Disk.Files;
using Slipway.Server.Objects.Disk.Syncing;

namespace Slipway.Server.Objects.Disk;

/// <summary>What everything that touches the store's folders needs.</summary>
internal sealed record DiskContext(IFileOps Files, Syncer Syncer, DiskLayout Layout, FreeSpace Room)
{
    public VolumeHealth Health => Syncer.Health;
}
