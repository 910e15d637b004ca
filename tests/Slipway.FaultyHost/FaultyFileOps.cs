using Microsoft.Win32.SafeHandles;
using Slipway.Server.Objects.Disk.Files;

namespace Slipway.FaultyHost;

/// <summary>Passes every operation on: a fault overrides what it breaks, once it is planted.</summary>
internal abstract class FaultyFileOps : IFileOps
{
    private readonly PosixFileOps _files = new();

    public bool IsPlanted { get; set; }

    public virtual SafeFileHandle? OpenExisting(string path, bool writable) => _files.OpenExisting(path, writable);

    public virtual SafeFileHandle? OpenNew(string path) => _files.OpenNew(path);

    public virtual long LengthOf(SafeFileHandle file) => _files.LengthOf(file);

    public virtual void Allocate(SafeFileHandle file, long bytes) => _files.Allocate(file, bytes);

    public virtual void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) => _files.Write(file, bytes, offset);

    public virtual int Read(SafeFileHandle file, Span<byte> buffer, long offset) => _files.Read(file, buffer, offset);

    public virtual void StartWriteBack(SafeFileHandle file, long offset, long bytes) => _files.StartWriteBack(file, offset, bytes);

    public virtual void Copy(SafeFileHandle from, SafeFileHandle to, long toOffset, long bytes) => _files.Copy(from, to, toOffset, bytes);

    public virtual void SyncData(SafeFileHandle file) => _files.SyncData(file);

    public virtual void SyncAll(SafeFileHandle file) => _files.SyncAll(file);

    public virtual void SyncDirectory(string path) => _files.SyncDirectory(path);

    public virtual bool MakeDirectory(string path) => _files.MakeDirectory(path);

    public virtual bool RemoveDirectory(string path) => _files.RemoveDirectory(path);

    public virtual bool Remove(string path) => _files.Remove(path);

    public virtual bool Rename(string from, string to) => _files.Rename(from, to);

    public virtual IReadOnlyList<string> List(string path) => _files.List(path);

    public virtual long FreeBytes(string path) => _files.FreeBytes(path);

    public virtual long TotalBytes(string path) => _files.TotalBytes(path);

    public virtual bool TrySetNote(SafeFileHandle file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => _files.TrySetNote(file, name, value);

    public virtual int GetNote(SafeFileHandle file, ReadOnlySpan<byte> name, Span<byte> value) => _files.GetNote(file, name, value);
}
