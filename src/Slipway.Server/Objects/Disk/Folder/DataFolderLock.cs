using Microsoft.Win32.SafeHandles;
using Slipway.Server.Objects.Disk.Files;

namespace Slipway.Server.Objects.Disk.Folder;

/// <summary>One process owns a data folder. The kernel lets go of the lock when the process ends, however it ends.</summary>
internal sealed class DataFolderLock : IDisposable
{
    private const int ExclusiveNow = 2 | 4; // LOCK_EX | LOCK_NB

    private readonly SafeFileHandle _file;

    private DataFolderLock(SafeFileHandle file) => _file = file;

    /// <exception cref="DataFolderException">Another process has it.</exception>
    public static DataFolderLock Take(string dataFolder)
    {
        var path = Path.Combine(dataFolder, "lock");
        var file = Posix.TryOpen(path, Posix.ReadWrite | Posix.Create, out var errno)
            ?? throw new DataFolderException($"{path} cannot be opened: {new FileOpException("open", errno).Message}");
        errno = Posix.Try(Posix.flock(file, ExclusiveNow));
        if (errno == 0)
        {
            return new DataFolderLock(file);
        }

        file.Dispose();
        throw new DataFolderException(errno == Posix.WouldBlock
            ? $"Another slipway is running on {dataFolder}. Stop it, or start this one with another data folder."
            : $"{path} cannot be locked: {new FileOpException("flock", errno).Message}. A data folder must lie on a local disk.");
    }

    public void Dispose() => _file.Dispose();
}
