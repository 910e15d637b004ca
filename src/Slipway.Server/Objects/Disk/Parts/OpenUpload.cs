using Microsoft.Win32.SafeHandles;
using Slipway.Core.Faults;
using Slipway.Core.Objects;
using Slipway.Core.Uploads;
using Slipway.Server.Objects.Disk.Files;
using Slipway.Server.Objects.Disk.Syncing;

namespace Slipway.Server.Objects.Disk.Parts;

/// <summary>
/// One upload that takes parts. PUTs pass together; completing and aborting are alone. What a PUT wrote counts when its record is in the journal, and
/// it is answered when both are on the disk.
/// </summary>
internal sealed class OpenUpload : IDisposable
{
    private readonly DiskContext _disk;
    private readonly Journal _journal;
    private readonly SharedSync _folderSync;
    private readonly AsyncGate _gate = new();
    private readonly Lock _lock = new();
    private readonly PartBook _book;
    private SafeFileHandle? _data;
    private SharedSync? _dataSync;
    private int _folderChanges;
    private int _folderSynced;
    private StoredObject? _completed;

    public OpenUpload(DiskContext disk, string id, UploadHeader header, Journal journal, Dictionary<int, PartRecord> parts)
    {
        _disk = disk;
        _journal = journal;
        _book = new PartBook(parts);
        Id = id;
        Header = header;
        Folder = disk.Layout.UploadFolder(id);
        _folderSync = disk.Syncer.ForDirectory(Folder);
    }

    public string Id { get; }

    public UploadHeader Header { get; }

    public string Folder { get; }

    /// <summary>It was completed or aborted: for everybody who comes now, there is no such upload.</summary>
    public bool Closed { get; private set; }

    public int PartCount => _book.Count;

    private string DataPath => Path.Combine(Folder, DiskLayout.DataName);

    /// <summary>Finds a place for a part that is about to arrive. Null: there is no such upload any more.</summary>
    /// <exception cref="UploadRefusedException">There is no room for it.</exception>
    public async ValueTask<PartWrite?> ClaimAsync(int number, long bytes)
    {
        using var pass = await _gate.EnterAsync();
        if (Closed)
        {
            return null;
        }

        bool slot;
        int generation;
        lock (_lock)
        {
            slot = Header.Plan.ServerPlanned && _book.TryTakeSlot(number);
            generation = _book.NextGeneration();
        }

        try
        {
            var write = slot
                ? WriteTo(OpenData(), number, generation, PartPlace.Slot, Header.Plan.OffsetOf(number))
                : WriteTo(CreatePartFile(number, generation, bytes), number, generation, PartPlace.OwnFile, 0);
            lock (_lock)
            {
                _book.Begin(write);
            }

            CrashPoint.Hit(DiskCrashPoints.PutAfterReserve);
            return write;
        }
        catch
        {
            lock (_lock)
            {
                if (slot)
                {
                    _book.FreeSlot(number);
                }
            }

            throw;
        }
    }

    /// <summary>Makes a part durable and then the one that is held. False: the upload was completed or aborted first, and the part is gone.</summary>
    public async Task<bool> CommitAsync(PartWrite write, PartRecord part)
    {
        await (write.Place == PartPlace.Slot ? _dataSync!.RunAsync() : _disk.Syncer.SyncDataAsync(write.File));
        CrashPoint.Hit(DiskCrashPoints.PutAfterDataSync);
        using var pass = await _gate.EnterAsync();
        if (Closed || write.Stopped)
        {
            return false;
        }

        await SyncFolderAsync();
        long place;
        lock (_lock)
        {
            place = _journal.Append(part);
        }

        CrashPoint.Hit(DiskCrashPoints.PutAfterJournalAppend);
        await _journal.SyncAsync();
        CrashPoint.Hit(DiskCrashPoints.PutAfterJournalSync);
        PartRecord? superseded;
        lock (_lock)
        {
            superseded = _book.Publish(part, place);
            write.Keep();
        }

        if (superseded is { Place: PartPlace.OwnFile } old)
        {
            _disk.Files.Remove(PartPath(old));
        }

        return true;
    }

    /// <summary>Ends a write. What was not committed leaves nothing behind: a slot is free again, a file of its own is removed.</summary>
    public void End(PartWrite write)
    {
        lock (_lock)
        {
            _book.End(write);
        }

        if (write.Place == PartPlace.OwnFile)
        {
            write.File.Dispose();
            if (!write.Kept)
            {
                _disk.Files.Remove(PartPath(write.Number, write.Generation));
            }
        }
    }

    public PartPage List(int after, int limit)
    {
        lock (_lock)
        {
            return Closed ? new PartPage([], null) : _book.List(Header.Plan, after, limit);
        }
    }

    /// <inheritdoc cref="IObjectStore.CompleteAsync"/>
    public async Task<StoredObject?> CompleteAsync(PartTokens? tokens, ObjectFolders folders)
    {
        using var alone = await _gate.EnterAloneAsync();
        if (Closed)
        {
            return _completed;
        }

        _disk.Health.RefuseWhenReadOnly();
        var parts = PartSelection.Choose(_book, Header.Plan, tokens);
        var assembly = new Assembly(_disk, this, folders);
        var stored = Header.Plan.ServerPlanned ? await assembly.FoldAsync(parts, OpenData()) : await assembly.JoinAsync(parts);
        _completed = stored;
        Close();
        return stored;
    }

    /// <summary>Takes the upload away: for good once the folder of all uploads was synced.</summary>
    public async Task AbortAsync()
    {
        using var alone = await _gate.EnterAloneAsync();
        Close();
    }

    public void Dispose()
    {
        _data?.Dispose();
        _journal.Dispose();
    }

    /// <summary>Takes the slot of a part away from the PUT that is writing there, if any.</summary>
    public void StopSlotWriter(int number)
    {
        lock (_lock)
        {
            _book.SlotWriter(number)?.Stop();
        }
    }

    public string PartPath(in PartRecord part) => PartPath(part.Number, part.Generation);

    private string PartPath(int number, int generation) => Path.Combine(Folder, DiskLayout.PartName(number, generation));

    private void Close()
    {
        lock (_lock)
        {
            Closed = true;
            foreach (var write in _book.Writes)
            {
                write.Stop();
            }
        }

        UploadRemoval.Remove(_disk, Id);
    }

    private PartWrite WriteTo(SafeFileHandle file, int number, int generation, PartPlace place, long offset) =>
        new(_disk.Files, file, number, generation, place, offset, _disk.Health.Durability == Durability.Strict);

    /// <summary>The one file that a planned upload fills, made at its whole length when the first part comes.</summary>
    private SafeFileHandle OpenData()
    {
        lock (_lock)
        {
            if (_data is not null)
            {
                return _data;
            }

            var bytes = Header.Plan.TotalBytes!.Value;
            var file = _disk.Files.OpenExisting(DataPath, writable: true);
            try
            {
                if (file is null || _disk.Files.LengthOf(file) != bytes)
                {
                    _disk.Room.RefuseUnlessRoomFor(bytes);
                    file ??= _disk.Files.OpenNew(DataPath)!;
                    _disk.Files.Allocate(file, bytes);
                }

                _folderChanges++; // also where it was there: whoever made it may not have come to its sync
                _dataSync = _disk.Syncer.ForData(file);
                return _data = file;
            }
            catch
            {
                if (file is not null)
                {
                    file.Dispose();
                    _disk.Files.Remove(DataPath); // it holds no part yet, or it would have its length
                }

                throw;
            }
        }
    }

    private SafeFileHandle CreatePartFile(int number, int generation, long bytes)
    {
        _disk.Room.RefuseUnlessRoomFor(bytes);
        var path = PartPath(number, generation);
        var file = _disk.Files.OpenNew(path) ?? throw new FileOpException("create part", Posix.Exists);
        try
        {
            if (bytes > 0)
            {
                _disk.Files.Allocate(file, bytes);
            }

            Interlocked.Increment(ref _folderChanges);
            return file;
        }
        catch
        {
            file.Dispose();
            _disk.Files.Remove(path);
            throw;
        }
    }

    /// <summary>The names of new files, unless they were synced since.</summary>
    private async Task SyncFolderAsync()
    {
        var changes = Volatile.Read(ref _folderChanges);
        if (Volatile.Read(ref _folderSynced) < changes)
        {
            await _folderSync.RunAsync();
            Volatile.Write(ref _folderSynced, changes);
        }
    }
}
