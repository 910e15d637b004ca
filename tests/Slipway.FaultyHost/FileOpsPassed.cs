using Microsoft.Win32.SafeHandles;
using Slipway.Server.Objects.Disk.Files;

namespace Slipway.FaultyHost;

/// <summary>Passes every operation on: a fault overrides what it breaks.</summary>
internal abstract class FileOpsPassed(IFileOps files) : IFileOps
{
    public virtual SafeFileHandle? OpenExisting(string path, bool writable) => files.OpenExisting(path, writable);

    public virtual SafeFileHandle? OpenNew(string path) => files.OpenNew(path);

    public virtual long LengthOf(SafeFileHandle file) => files.LengthOf(file);

    public virtual void Allocate(SafeFileHandle file, long bytes) => files.Allocate(file, bytes);

    public virtual void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) => files.Write(file, bytes, offset);

    public virtual int Read(SafeFileHandle file, Span<byte> buffer, long offset) => files.Read(file, buffer, offset);

    public virtual void StartWriteBack(SafeFileHandle file, long offset, long bytes) => files.StartWriteBack(file, offset, bytes);

    public virtual void Copy(SafeFileHandle from, SafeFileHandle to, long toOffset, long bytes) => files.Copy(from, to, toOffset, bytes);

    public virtual void SyncData(SafeFileHandle file) => files.SyncData(file);

    public virtual void SyncAll(SafeFileHandle file) => files.SyncAll(file);

    public virtual void SyncDirectory(string path) => files.SyncDirectory(path);

    public virtual bool MakeDirectory(string path) => files.MakeDirectory(path);

    public virtual bool RemoveDirectory(string path) => files.RemoveDirectory(path);

    public virtual bool Remove(string path) => files.Remove(path);

    public virtual bool Rename(string from, string to) => files.Rename(from, to);

    public virtual IReadOnlyList<string> List(string path) => files.List(path);

    public virtual long FreeBytes(string path) => files.FreeBytes(path);

    public virtual long TotalBytes(string path) => files.TotalBytes(path);

    public virtual bool TrySetNote(SafeFileHandle file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => files.TrySetNote(file, name, value);

    public virtual int GetNote(SafeFileHandle file, ReadOnlySpan<byte> name, Span<byte> value) => files.GetNote(file, name, value);
}
