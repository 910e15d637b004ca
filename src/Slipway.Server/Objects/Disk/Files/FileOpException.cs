using System.Runtime.InteropServices;

namespace Slipway.Server.Objects.Disk.Files;

/// <summary>A file operation that the kernel refused.</summary>
/// <param name="operation">The call and what it was about: <c>fdatasync data</c>.</param>
/// <param name="errno">The kernel's reason.</param>
internal class FileOpException(string operation, int errno)
    : IOException($"{operation}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})")
{
    public int Errno { get; } = errno;

    /// <summary>There is no room: the disk, or the user's quota, is full.</summary>
    public bool IsFull => Errno is Posix.NoSpace or Posix.QuotaExceeded;

    /// <summary>The process or the system has no descriptor left: a while later it may.</summary>
    public bool IsOutOfFiles => Errno is Posix.TooManyFilesInSystem or Posix.TooManyFiles;
}

/// <summary>
/// A sync that failed. What the file holds is unknown from here on, and a second sync may claim success for bytes that were dropped: never
/// retried, and nothing more is acknowledged on this volume until a restart.
/// </summary>
internal sealed class SyncFailedException(string operation, int errno) : FileOpException(operation, errno);
