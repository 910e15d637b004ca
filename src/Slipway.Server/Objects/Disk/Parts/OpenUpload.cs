using Microsoft.Win32.SafeHandles;
using Slipway.Core.Faults;
using Slipway.Core.Objects;
using Slipway.Core.Uploads;
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
    private readonly UploadFiles _files;
    private readonly AsyncGate _gate = new();
    private readonly Lock _lock = new();
    private readonly PartBook _book;
    private StoredObject? _completed;

    public OpenUpload(DiskContext disk, string id, UploadHeader header, Journal journal, Dictionary<int, PartRecord> parts)
    {
        _disk = disk;
        _journal = journal;
        _book = new PartBook(parts);
        Id = id;
        Header = header;
        _files = new UploadFiles(disk, disk.Layout.UploadFolder(id), header.Plan);
    }

    public string Id { get; }

    public UploadHeader Header { get; }

    /// <summary>It was completed or aborted: for everybody who comes now, there is no such upload.</summary>
    public bool Closed { get; private set; }

    public int PartCount => _book.Count;

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
                ? WriteTo(_files.OpenData(), number, generation, PartPlace.Slot, Header.Plan.OffsetOf(number))
                : WriteTo(_files.CreatePart(number, generation, bytes), number, generation, PartPlace.OwnFile, 0);
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
        await _files.SyncAsync(write);
        CrashPoint.Hit(DiskCrashPoints.PutAfterDataSync);
        using var pass = await _gate.EnterAsync();
        if (Closed || write.Stopped)
        {
            return false;
        }

        await _files.SyncNamesAsync();
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
            _disk.Files.Remove(_files.PathOf(old.Number, old.Generation));
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
                _disk.Files.Remove(_files.PathOf(write.Number, write.Generation));
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
        var assembly = new Assembly(_disk, _files, Header, folders);
        var stored = Header.Plan.ServerPlanned ? await assembly.FoldAsync(parts, StopSlotWriter) : await assembly.JoinAsync(parts);
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
        _files.Dispose();
        _journal.Dispose();
    }

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

    /// <summary>Takes the slot of a part away from the PUT that is writing there, if any.</summary>
    private void StopSlotWriter(int number)
    {
        lock (_lock)
        {
            _book.SlotWriter(number)?.Stop();
        }
    }

    private PartWrite WriteTo(SafeFileHandle file, int number, int generation, PartPlace place, long offset) =>
        new(_disk.Files, file, number, generation, place, offset, _disk.Health.Durability == Durability.Strict);
}
