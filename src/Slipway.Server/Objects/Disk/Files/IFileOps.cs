using Microsoft.Win32.SafeHandles;

namespace Slipway.Server.Objects.Disk.Files;

/// <summary>
/// Every touch of the disk by the store. No call follows a symbolic link at the end of its path, none is durable by itself but the syncs, and
/// each that fails throws <see cref="FileOpException"/>; a sync that fails throws <see cref="SyncFailedException"/>.
/// </summary>
internal interface IFileOps
{
    /// <summary>An existing file; null where there is none, or only a symbolic link.</summary>
    SafeFileHandle? OpenExisting(string path, bool writable);

    /// <summary>A new file that only its owner can read; null where the name is taken.</summary>
    SafeFileHandle? OpenNew(string path);

    long LengthOf(SafeFileHandle file);

    /// <summary>Gives the file its final length and, where the file system can, its blocks.</summary>
    void Allocate(SafeFileHandle file, long bytes);

    void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset);

    /// <returns>How many bytes were read: fewer than asked for only at the end of the file.</returns>
    int Read(SafeFileHandle file, Span<byte> buffer, long offset);

    /// <summary>Asks the kernel to start writing dirty pages, so that the sync later finds less to do. A hint: it cannot fail.</summary>
    void StartWriteBack(SafeFileHandle file, long offset, long bytes);

    /// <summary>Copies inside the kernel, or shares the blocks where the file system can.</summary>
    void Copy(SafeFileHandle from, SafeFileHandle to, long toOffset, long bytes);

    /// <summary>The bytes of a file, and what it takes to read them back: fdatasync.</summary>
    void SyncData(SafeFileHandle file);

    /// <summary>The bytes and everything about a file: fsync.</summary>
    void SyncAll(SafeFileHandle file);

    /// <summary>The names in a directory: fsync.</summary>
    void SyncDirectory(string path);

    /// <summary>False: it was there.</summary>
    bool MakeDirectory(string path);

    /// <summary>False: it is not there, or not empty.</summary>
    bool RemoveDirectory(string path);

    /// <summary>False: it is not there.</summary>
    bool Remove(string path);

    /// <summary>False: there is nothing to rename.</summary>
    bool Rename(string from, string to);

    /// <summary>The names in a directory; none where there is no such directory.</summary>
    IReadOnlyList<string> List(string path);

    /// <summary>How many bytes an unprivileged user may still write on the volume of a path.</summary>
    long FreeBytes(string path);

    /// <summary>The size of the volume of a path.</summary>
    long TotalBytes(string path);

    /// <summary>Writes a note beside the content. False: the file system has no room or no sense for it.</summary>
    bool TrySetNote(SafeFileHandle file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value);

    /// <returns>The length of the note; -1 where there is none.</returns>
    int GetNote(SafeFileHandle file, ReadOnlySpan<byte> name, Span<byte> value);
}
