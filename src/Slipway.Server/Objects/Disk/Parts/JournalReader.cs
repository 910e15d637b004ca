using Microsoft.Win32.SafeHandles;
using Slipway.Server.Objects.Disk.Files;

namespace Slipway.Server.Objects.Disk.Parts;

/// <summary>
/// Reads a journal back. Records lie in places of equal size, so one that was torn by a crash, or spoiled later, is passed over and those behind it
/// still count. Of two records of one part the later is the part.
/// </summary>
internal sealed class JournalReader
{
    private const int Batch = 512 * PartRecord.Size;

    private JournalReader(UploadHeader header, long firstFree, int torn, int spoiled, Dictionary<int, PartRecord> parts)
    {
        Header = header;
        FirstFree = firstFree;
        Torn = torn;
        Spoiled = spoiled;
        Parts = parts;
    }

    public UploadHeader Header { get; }

    /// <summary>Where the next record goes: behind everything that was ever written, whole or not.</summary>
    public long FirstFree { get; }

    /// <summary>Unreadable records at the end, as a power cut leaves them; none of them was acknowledged.</summary>
    public int Torn { get; }

    /// <summary>Unreadable records before readable ones that were not yet so when those were written: no crash does that.</summary>
    public int Spoiled { get; }

    public Dictionary<int, PartRecord> Parts { get; }

    /// <returns>Null: the file does not begin as a journal does, so its upload was never acknowledged.</returns>
    public static JournalReader? TryRead(IFileOps files, SafeFileHandle file)
    {
        var buffer = new byte[Batch];
        var read = files.Read(file, buffer.AsSpan(0, UploadHeader.Size), 0);
        if (UploadHeader.TryRead(buffer.AsSpan(0, read)) is not { } header)
        {
            return null;
        }

        var parts = new Dictionary<int, PartRecord>();
        long at = UploadHeader.Size, firstFree = at;
        int spoiled = 0, torn = 0;
        while ((read = files.Read(file, buffer, at)) > 0)
        {
            for (var record = 0; record < read; record += PartRecord.Size, at += PartRecord.Size)
            {
                var bytes = buffer.AsSpan(record, Math.Min(PartRecord.Size, read - record));
                if (!bytes.ContainsAnyExcept((byte)0))
                {
                    continue; // room that was made for records to come
                }

                firstFree = at + PartRecord.Size;
                if (PartRecord.TryRead(bytes, out var part, out var passedOver) && header.Plan.Has(part.Number))
                {
                    parts[part.Number] = part;
                    spoiled += Math.Max(0, torn - passedOver);
                    torn = 0;
                }
                else
                {
                    torn++;
                }
            }
        }

        return new JournalReader(header, firstFree, torn, spoiled, parts);
    }
}
