using Microsoft.Win32.SafeHandles;
using Slipway.Core.Uploads;
using Slipway.Server.Objects.Disk.Files;
using Slipway.Server.Objects.Disk.Syncing;

namespace Slipway.Server.Objects.Disk.Parts;

/// <summary>The files in an upload's folder that hold content: one for all slots, made when the first part comes, and one for each part beside it.</summary>
internal sealed class UploadFiles(DiskContext disk, string folder, PartPlan plan) : IDisposable
{
    private readonly SharedSync _namesSync = disk.Syncer.ForDirectory(folder);
    private readonly Lock _lock = new();
    private SafeFileHandle? _data;
    private SharedSync? _dataSync;
    private int _newNames;
    private int _syncedNames;

    public string Folder => folder;

    public string DataPath => Path.Combine(folder, DiskLayout.DataName);

    public string PathOf(int number, int generation) => Path.Combine(folder, DiskLayout.PartName(number, generation));

    /// <summary>The file of a planned upload, at its whole length from the start.</summary>
    /// <exception cref="UploadRefusedException">There is no room for it.</exception>
    public SafeFileHandle OpenData()
    {
        lock (_lock)
        {
            if (_data is not null)
            {
                return _data;
            }

            var bytes = plan.TotalBytes!.Value;
            var file = disk.Files.OpenExisting(DataPath, writable: true);
            try
            {
                if (file is null || disk.Files.LengthOf(file) != bytes)
                {
                    disk.Room.RefuseUnlessRoomFor(bytes);
                    file ??= disk.Files.OpenNew(DataPath) ?? throw new FileOpException("create data", Posix.Exists);
                    disk.Files.Allocate(file, bytes);
                }

                Interlocked.Increment(ref _newNames); // also where it was there: whoever made it may not have come to its sync
                _dataSync = disk.Syncer.ForData(file);
                return _data = file;
            }
            catch
            {
                if (file is not null)
                {
                    file.Dispose();
                    disk.Files.Remove(DataPath); // it holds no part yet, or it would have its length
                }

                throw;
            }
        }
    }

    /// <summary>A file for one part, with its room reserved.</summary>
    /// <exception cref="UploadRefusedException">There is no room for it.</exception>
    public SafeFileHandle CreatePart(int number, int generation, long bytes)
    {
        disk.Room.RefuseUnlessRoomFor(bytes);
        var path = PathOf(number, generation);
        var file = disk.Files.OpenNew(path) ?? throw new FileOpException("create part", Posix.Exists);
        try
        {
            if (bytes > 0)
            {
                disk.Files.Allocate(file, bytes);
            }

            Interlocked.Increment(ref _newNames);
            return file;
        }
        catch
        {
            file.Dispose();
            disk.Files.Remove(path);
            throw;
        }
    }

    /// <summary>What a PUT has written.</summary>
    public Task SyncAsync(PartWrite write) => write.Place == PartPlace.Slot ? _dataSync!.RunAsync() : disk.Syncer.SyncDataAsync(write.File);

    /// <summary>The names of new files, unless they were synced since.</summary>
    public async Task SyncNamesAsync()
    {
        var names = Volatile.Read(ref _newNames);
        if (Volatile.Read(ref _syncedNames) < names)
        {
            await _namesSync.RunAsync();
            Volatile.Write(ref _syncedNames, names);
        }
    }

    public void Dispose() => _data?.Dispose();
}
