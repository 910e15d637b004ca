using System.Collections.Concurrent;
using Slipway.Core.Faults;
using Slipway.Core.Objects;
using Slipway.Server.Objects.Disk.Files;
using Slipway.Server.Objects.Disk.Parts;

namespace Slipway.Server.Objects.Disk;

/// <summary>
/// The folders of finished objects: makes them for a new object, and removes them when the last one is deleted. Making and removing take turns,
/// so that a folder is not tidied away between its making and the rename into it.
/// </summary>
internal sealed class ObjectFolders(DiskContext disk)
{
    private const int MostRemembered = 10_000;

    private readonly AsyncGate _gate = new();

    // Folders whose own entry is known to be on the disk: only a new one costs a sync.
    private readonly ConcurrentDictionary<string, bool> _durable = new();

    /// <summary>Moves a finished file to its key. When this answers, it is there after a power cut.</summary>
    public async Task PlaceAsync(string file, ObjectKey key)
    {
        var target = disk.Layout.ObjectPath(key);
        var folder = Path.GetDirectoryName(target)!;
        using var pass = await _gate.EnterAsync();
        await MakeAsync(folder);
        CrashPoint.Hit(DiskCrashPoints.AssembleBeforeRename);
        if (!disk.Files.Rename(file, target))
        {
            throw new FileOpException("rename", Posix.NoEntry);
        }

        CrashPoint.Hit(DiskCrashPoints.AssembleAfterRename);
        await disk.Syncer.SyncDirectoryAsync(folder);
    }

    /// <summary>Makes sure that an object that is seen will also be seen after a power cut.</summary>
    public async Task SyncAsync(ObjectKey key)
    {
        using var pass = await _gate.EnterAsync();
        var folder = Path.GetDirectoryName(disk.Layout.ObjectPath(key))!;
        await MakeAsync(folder);
        await disk.Syncer.SyncDirectoryAsync(folder);
    }

    /// <summary>Removes an object, and the folders that it leaves empty. When this answers, it stays away after a power cut.</summary>
    public async Task RemoveAsync(ObjectKey key)
    {
        disk.Files.Remove(disk.Layout.ObjectPath(key));
        using var alone = await _gate.EnterAloneAsync();
        var folder = Path.GetDirectoryName(disk.Layout.ObjectPath(key))!;
        while (folder.Length > disk.Layout.Objects.Length && (disk.Files.RemoveDirectory(folder) || !Directory.Exists(folder)))
        {
            _durable.TryRemove(folder, out _);
            folder = Path.GetDirectoryName(folder)!;
        }

        await disk.Syncer.SyncDirectoryAsync(folder);
    }

    private async Task MakeAsync(string folder)
    {
        if (folder.Length <= disk.Layout.Objects.Length || _durable.ContainsKey(folder))
        {
            return;
        }

        var parent = Path.GetDirectoryName(folder)!;
        await MakeAsync(parent);
        disk.Files.MakeDirectory(folder);
        await disk.Syncer.SyncDirectoryAsync(parent); // also where it was there: whoever made it may not have come to its sync
        if (_durable.Count >= MostRemembered)
        {
            _durable.Clear();
        }

        _durable[folder] = true;
    }
}
