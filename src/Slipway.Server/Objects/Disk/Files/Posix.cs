using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Server.Objects.Disk.Files;

/// <summary>
/// The calls of the C library that .NET lacks or does not tell the truth about: on Linux its own flushes swallow errors, it cannot sync a
/// directory, and it has no lock, no write-back and no in-kernel copy.
/// </summary>
internal static partial class Posix
{
    public const int ReadOnly = 0;
    public const int ReadWrite = 2;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int CloseOnExec = 0x80000;

    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int IoError = 5;
    public const int WouldBlock = 11;
    public const int Exists = 17;
    public const int CrossDevice = 18;
    public const int NotDirectory = 20;
    public const int Invalid = 22;
    public const int TooManyFilesInSystem = 23;
    public const int TooManyFiles = 24;
    public const int NoSpace = 28;
    public const int NotImplemented = 38;
    public const int NotEmpty = 39;
    public const int LinkLoop = 40;
    public const int NotSupported = 95;
    public const int QuotaExceeded = 122;

    private static readonly bool Arm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    // The two flags whose values differ between processors.
    public static readonly int Directory = Arm ? 0x4000 : 0x10000;
    public static readonly int NoFollow = Arm ? 0x8000 : 0x20000;

    public static SafeFileHandle? TryOpen(string path, int flags, out int errno)
    {
        int descriptor;
        do
        {
            descriptor = open(path, flags | NoFollow | CloseOnExec, 0x180 /* 0600 */);
            errno = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
        while (errno == Interrupted);

        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <returns>0, or the errno of a call that failed.</returns>
    public static int Try(int result) => result < 0 ? Marshal.GetLastPInvokeError() : 0;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fsync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fdatasync(SafeFileHandle file);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int sync_file_range(SafeFileHandle file, long offset, long bytes, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fallocate(SafeFileHandle file, int mode, long offset, long bytes);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int ftruncate(SafeFileHandle file, long bytes);

    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial nint pwrite(SafeFileHandle file, byte* bytes, nint count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial nint pread(SafeFileHandle file, byte* bytes, nint count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial nint copy_file_range(SafeFileHandle from, long* fromOffset, SafeFileHandle to, long* toOffset, nint count, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int fsetxattr(SafeFileHandle file, byte* name, byte* value, nint size, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial nint fgetxattr(SafeFileHandle file, byte* name, byte* value, nint size);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mkdir(string path, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int rmdir(string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int unlink(string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int rename(string from, string to);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);
}
