using Microsoft.Win32.SafeHandles;
using Slipway.Server.Objects.Disk.Files;

namespace Slipway.Tests.Objects.Disk;

/// <summary>Real file operations of which a test can make one fail, or wait, or count.</summary>
internal sealed class FaultyFileOps : IFileOps
{
    private readonly PosixFileOps _real = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _calls = [];
    private readonly List<string> _sequence = [];

    /// <summary>Asked before each call with its name and how often it was called, from 1; an errno other than 0 makes it fail.</summary>
    public Func<string, int, int> Fault { get; set; } = (_, _) => 0;

    /// <summary>Free bytes to claim in place of the truth.</summary>
    public long? Free { get; set; }

    /// <summary>The size of the volume to claim in place of the truth.</summary>
    public long? Total { get; set; }

    public bool TakesNotes { get; set; } = true;

    public bool DropsContent { get; set; }

    public int CallsOf(string name)
    {
        lock (_lock)
        {
            return _calls.GetValueOrDefault(name);
        }
    }

    /// <summary>The calls since this was last asked, in their order.</summary>
    public IReadOnlyList<string> TakeSequence()
    {
        lock (_lock)
        {
            string[] taken = [.. _sequence];
            _sequence.Clear();
            return taken;
        }
    }

    public SafeFileHandle? OpenExisting(string path, bool writable) => Call("open", () => _real.OpenExisting(path, writable));

    public SafeFileHandle? OpenNew(string path) => Call("create", () => _real.OpenNew(path));

    public long LengthOf(SafeFileHandle file) => _real.LengthOf(file);

    public void Allocate(SafeFileHandle file, long bytes) => Call("allocate", () => _real.Allocate(file, bytes));

    public void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        Check("write");
        if (!DropsContent || bytes.Length <= 4096)
        {
            _real.Write(file, bytes, offset);
        }
    }

    public int Read(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        Check("read");
        return _real.Read(file, buffer, offset);
    }

    public void StartWriteBack(SafeFileHandle file, long offset, long bytes) => Call("write-back", () => _real.StartWriteBack(file, offset, bytes));

    public void Copy(SafeFileHandle from, SafeFileHandle to, long toOffset, long bytes) => Call("copy", () => _real.Copy(from, to, toOffset, bytes));

    public void SyncData(SafeFileHandle file) => Sync("sync data", () => _real.SyncData(file));

    public void SyncAll(SafeFileHandle file) => Sync("sync all", () => _real.SyncAll(file));

    public void SyncDirectory(string path) => Sync("sync directory", () => _real.SyncDirectory(path));

    public bool MakeDirectory(string path) => Call("mkdir", () => _real.MakeDirectory(path));

    public bool RemoveDirectory(string path) => _real.RemoveDirectory(path);

    public bool Remove(string path) => _real.Remove(path);

    public bool Rename(string from, string to) => Call("rename", () => _real.Rename(from, to));

    public IReadOnlyList<string> List(string path) => _real.List(path);

    public long FreeBytes(string path) => Free ?? _real.FreeBytes(path);

    public long TotalBytes(string path) => Total ?? _real.TotalBytes(path);

    public bool TrySetNote(SafeFileHandle file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => TakesNotes && _real.TrySetNote(file, name, value);

    public int GetNote(SafeFileHandle file, ReadOnlySpan<byte> name, Span<byte> value) => TakesNotes ? _real.GetNote(file, name, value) : -1;

    private T Call<T>(string name, Func<T> work)
    {
        Check(name);
        return work();
    }

    private void Call(string name, Action work)
    {
        Check(name);
        work();
    }

    private void Sync(string name, Action work)
    {
        if (Next(name) is not 0 and var errno)
        {
            throw new SyncFailedException(name, errno);
        }

        work();
    }

    private void Check(string name)
    {
        if (Next(name) is not 0 and var errno)
        {
            throw new FileOpException(name, errno);
        }
    }

    private int Next(string name)
    {
        int count;
        lock (_lock)
        {
            count = _calls[name] = _calls.GetValueOrDefault(name) + 1;
            _sequence.Add(name);
        }

        return Fault(name, count);
    }
}
