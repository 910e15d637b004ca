using Microsoft.Win32.SafeHandles;

namespace Slipway.Server.Objects.Disk.Files;

/// <summary>The file operations of Linux.</summary>
internal sealed class PosixFileOps : IFileOps
{
    private const uint StartOnly = 2; // SYNC_FILE_RANGE_WRITE
    private const int CopyBuffer = 1 << 20;

    public SafeFileHandle? OpenExisting(string path, bool writable)
    {
        var file = Posix.TryOpen(path, writable ? Posix.ReadWrite : Posix.ReadOnly, out var errno);
        return file ?? (errno is Posix.NoEntry or Posix.NotDirectory or Posix.LinkLoop ? null : throw Failed("open", path, errno));
    }

    public SafeFileHandle? OpenNew(string path)
    {
        var file = Posix.TryOpen(path, Posix.ReadWrite | Posix.Create | Posix.Exclusive, out var errno);
        return file ?? (errno == Posix.Exists ? null : throw Failed("create", path, errno));
    }

    public long LengthOf(SafeFileHandle file) => RandomAccess.GetLength(file);

    public void Allocate(SafeFileHandle file, long bytes)
    {
        int errno;
        do
        {
            errno = Posix.Try(Posix.fallocate(file, 0, 0, bytes));
        }
        while (errno == Posix.Interrupted);

        if (errno is Posix.NotSupported or Posix.NotImplemented)
        {
            errno = Posix.Try(Posix.ftruncate(file, bytes)); // a sparse file: full disks are met later, while a part arrives
        }

        ThrowIf(errno, "allocate");
    }

    public unsafe void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        fixed (byte* start = bytes)
        {
            for (var done = 0; done < bytes.Length;)
            {
                var written = Posix.pwrite(file, start + done, bytes.Length - done, offset + done);
                if (written < 0)
                {
                    ThrowUnlessInterrupted(Posix.Try(-1), "write");
                    continue;
                }

                done += (int)written;
            }
        }
    }

    public unsafe int Read(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        var done = 0;
        fixed (byte* start = buffer)
        {
            while (done < buffer.Length)
            {
                var read = Posix.pread(file, start + done, buffer.Length - done, offset + done);
                if (read == 0)
                {
                    break;
                }

                if (read < 0)
                {
                    ThrowUnlessInterrupted(Posix.Try(-1), "read");
                    continue;
                }

                done += (int)read;
            }
        }

        return done;
    }

    public void StartWriteBack(SafeFileHandle file, long offset, long bytes) => Posix.sync_file_range(file, offset, bytes, StartOnly);

    public unsafe void Copy(SafeFileHandle from, SafeFileHandle to, long toOffset, long bytes)
    {
        for (long at = 0; at < bytes;)
        {
            long source = at, target = toOffset + at;
            var copied = Posix.copy_file_range(from, &source, to, &target, (nint)Math.Min(bytes - at, 1 << 30), 0);
            if (copied > 0)
            {
                at += copied;
                continue;
            }

            var errno = copied == 0 ? Posix.IoError : Posix.Try(-1); // nothing copied: the source ends before it should
            if (errno is Posix.NotSupported or Posix.NotImplemented or Posix.Invalid or Posix.CrossDevice)
            {
                CopyByHand(from, to, at, toOffset + at, bytes - at);
                return;
            }

            ThrowUnlessInterrupted(errno, "copy");
        }
    }

    public void SyncData(SafeFileHandle file) => Sync(static file => Posix.fdatasync(file), file, "fdatasync");

    public void SyncAll(SafeFileHandle file) => Sync(static file => Posix.fsync(file), file, "fsync");

    public void SyncDirectory(string path)
    {
        using var directory = Posix.TryOpen(path, Posix.ReadOnly | Posix.Directory, out var errno) ?? throw Failed("open", path, errno);
        Sync(static file => Posix.fsync(file), directory, "fsync of a directory");
    }

    public bool MakeDirectory(string path) => Succeeded(Posix.Try(Posix.mkdir(path, 0x1C0 /* 0700 */)), "mkdir", path, Posix.Exists);

    public bool RemoveDirectory(string path) =>
        Succeeded(Posix.Try(Posix.rmdir(path)), "rmdir", path, Posix.NoEntry, Posix.NotEmpty, Posix.Exists, Posix.NotDirectory);

    public bool Remove(string path) => Succeeded(Posix.Try(Posix.unlink(path)), "unlink", path, Posix.NoEntry, Posix.NotDirectory);

    public bool Rename(string from, string to) => Succeeded(Posix.Try(Posix.rename(from, to)), "rename", from, Posix.NoEntry);

    public IReadOnlyList<string> List(string path) =>
        Directory.Exists(path) ? [.. Directory.EnumerateFileSystemEntries(path).Select(entry => Path.GetFileName(entry))] : [];

    public long FreeBytes(string path) => new DriveInfo(path).AvailableFreeSpace;

    public long TotalBytes(string path) => new DriveInfo(path).TotalSize;

    public unsafe bool TrySetNote(SafeFileHandle file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        fixed (byte* nameStart = name, valueStart = value)
        {
            return Posix.fsetxattr(file, nameStart, valueStart, value.Length, 0) == 0;
        }
    }

    public unsafe int GetNote(SafeFileHandle file, ReadOnlySpan<byte> name, Span<byte> value)
    {
        fixed (byte* nameStart = name, valueStart = value)
        {
            return (int)Posix.fgetxattr(file, nameStart, valueStart, value.Length);
        }
    }

    private void CopyByHand(SafeFileHandle from, SafeFileHandle to, long fromOffset, long toOffset, long bytes)
    {
        var buffer = new byte[CopyBuffer];
        for (long at = 0; at < bytes;)
        {
            var read = Read(from, buffer.AsSpan(0, (int)Math.Min(buffer.Length, bytes - at)), fromOffset + at);
            ThrowIf(read == 0 ? Posix.IoError : 0, "copy");
            Write(to, buffer.AsSpan(0, read), toOffset + at);
            at += read;
        }
    }

    /// <summary>An interrupted sync has not failed and is called again; any other error is final.</summary>
    private static void Sync(Func<SafeFileHandle, int> sync, SafeFileHandle file, string what)
    {
        int errno;
        do
        {
            errno = Posix.Try(sync(file));
        }
        while (errno == Posix.Interrupted);

        if (errno != 0)
        {
            throw new SyncFailedException(what, errno);
        }
    }

    private static bool Succeeded(int errno, string what, string path, params ReadOnlySpan<int> harmless) =>
        errno == 0 || (harmless.Contains(errno) ? false : throw Failed(what, path, errno));

    private static void ThrowUnlessInterrupted(int errno, string what) => ThrowIf(errno == Posix.Interrupted ? 0 : errno, what);

    private static void ThrowIf(int errno, string what)
    {
        if (errno != 0)
        {
            throw new FileOpException(what, errno);
        }
    }

    private static FileOpException Failed(string what, string path, int errno) => new($"{what} {Path.GetFileName(path)}", errno);
}
