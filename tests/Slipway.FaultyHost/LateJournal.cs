using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace Slipway.FaultyHost;

/// <summary>A part is acknowledged before its journal record is written: that comes a little later, if the process lives so long.</summary>
internal sealed class LateJournal : FaultyFileOps
{
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(400);

    private readonly ConcurrentDictionary<SafeFileHandle, bool> _journals = new();

    public override SafeFileHandle? OpenExisting(string path, bool writable) => Remember(path, base.OpenExisting(path, writable));

    public override SafeFileHandle? OpenNew(string path) => Remember(path, base.OpenNew(path));

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        if (offset == 0 || !_journals.ContainsKey(file))
        {
            base.Write(file, bytes, offset);
            return;
        }

        _ = WriteLateAsync(file, bytes.ToArray(), offset);
    }

    private async Task WriteLateAsync(SafeFileHandle file, byte[] bytes, long offset)
    {
        await Task.Delay(Late, TimeProvider.System);
        try
        {
            base.Write(file, bytes, offset);
        }
        catch (ObjectDisposedException)
        {
            // the upload was completed or given up meanwhile
        }
    }

    private SafeFileHandle? Remember(string path, SafeFileHandle? file)
    {
        if (file is not null && Path.GetFileName(path) == "journal")
        {
            _journals[file] = true;
        }

        return file;
    }
}
