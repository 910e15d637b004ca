namespace Slipway.Server.Objects.Disk.Syncing;

/// <summary>What an acknowledgement promises.</summary>
public enum Durability
{
    /// <summary>Everything acknowledged survives a power cut, on a disk that honours flushes.</summary>
    Strict,

    /// <summary>Nothing is synced: acknowledged bytes survive the end of the process, not a power cut. Named in the log and in health.</summary>
    Relaxed,
}
