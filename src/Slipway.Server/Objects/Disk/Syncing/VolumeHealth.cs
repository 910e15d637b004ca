using Microsoft.Extensions.Logging;
using Slipway.Core.Uploads;

namespace Slipway.Server.Objects.Disk.Syncing;

/// <summary>Whether the volume still keeps what it is given. A failed sync is final: only a restart, after somebody looked at the disk, clears it.</summary>
internal sealed partial class VolumeHealth(Durability durability, ILogger<VolumeHealth> log)
{
    private string? _failure;

    public Durability Durability { get; } = durability;

    /// <summary>Why the volume is read-only; null while it is well.</summary>
    public string? Failure => Volatile.Read(ref _failure);

    public bool IsReadOnly => Failure is not null;

    public void Fail(Exception failure)
    {
        if (Interlocked.CompareExchange(ref _failure, failure.Message, null) is null)
        {
            Log.ReadOnly(log, failure.Message);
        }
    }

    /// <exception cref="UploadRefusedException">The volume is read-only.</exception>
    public void RefuseWhenReadOnly()
    {
        if (IsReadOnly)
        {
            throw new UploadRefusedException(UploadError.Unavailable("The disk failed to store bytes safely and takes no more until it was looked at."));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Critical, "The volume is read-only until a restart, because a sync failed: {Failure}", EventName = "VolumeReadOnly")]
        public static partial void ReadOnly(ILogger log, string failure);
    }
}
