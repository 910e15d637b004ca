using Microsoft.Win32.SafeHandles;
using Slipway.Server.Objects.Disk.Files;
using Slipway.Server.Objects.Disk.Syncing;

namespace Slipway.Server.Objects.Disk.Parts;

/// <summary>
/// The append-only list of an upload's acknowledged parts. It grows by blocks of zeros, so that most records overwrite bytes that exist: their sync
/// then has no new length to write down.
/// </summary>
internal sealed class Journal : IDisposable
{
    private const int Block = 4096;

    private readonly IFileOps _files;
    private readonly SafeFileHandle _file;
    private readonly SharedSync _sync;
    private readonly byte[] _block = new byte[Block];
    private long _next;
    private long _end;
    private byte _passedOver;

    private Journal(IFileOps files, Syncer syncer, SafeFileHandle file, long next, int torn)
    {
        _files = files;
        _file = file;
        _sync = syncer.ForData(file);
        _next = next;
        _passedOver = (byte)Math.Min(torn, byte.MaxValue);
        _end = files.LengthOf(file);
    }

    /// <summary>Writes a new journal; it is durable once it and its directory were synced.</summary>
    public static Journal Create(IFileOps files, Syncer syncer, string path, UploadHeader header)
    {
        var file = files.OpenNew(path) ?? throw new FileOpException("create journal", Posix.Exists);
        try
        {
            var block = new byte[Block];
            header.Write().CopyTo(block, 0);
            files.Write(file, block, 0);
            return new Journal(files, syncer, file, UploadHeader.Size, torn: 0);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <returns>Null: there is no journal, or it does not begin as one.</returns>
    public static (Journal Journal, JournalReader Content)? TryOpen(IFileOps files, Syncer syncer, string path)
    {
        var file = files.OpenExisting(path, writable: true);
        if (file is null)
        {
            return null;
        }

        try
        {
            if (JournalReader.TryRead(files, file) is { } content)
            {
                var opened = file;
                file = null;
                return (new Journal(files, syncer, opened, content.FirstFree, content.Torn), content);
            }

            return null;
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>Writes a record behind the last; callers take turns. A place that failed is not used again, so a torn record harms no other.</summary>
    /// <returns>The place, by which a later record is known from an earlier.</returns>
    public long Append(in PartRecord part)
    {
        var place = _next;
        _next += PartRecord.Size;
        var record = _block.AsSpan(0, PartRecord.Size);
        part.Write(record, _passedOver);
        _passedOver = (byte)Math.Min(_passedOver + 1, byte.MaxValue); // should this write be cut short, the next record says so
        var grow = _next > _end;
        _files.Write(_file, grow ? _block : record, place); // behind the record the block holds zeros
        _end = grow ? place + Block : _end;
        _passedOver = 0;
        return place;
    }

    public Task SyncAsync() => _sync.RunAsync();

    public void Dispose() => _file.Dispose();
}
