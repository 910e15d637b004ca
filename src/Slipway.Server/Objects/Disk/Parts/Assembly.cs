using System.Text;
using Microsoft.Win32.SafeHandles;
using Slipway.Core.Checksums;
using Slipway.Core.Faults;
using Slipway.Core.Objects;
using Slipway.Server.Objects.Disk.Files;

namespace Slipway.Server.Objects.Disk.Parts;

/// <summary>
/// Makes the object of an upload's parts. Every step may be cut short and done again: what is copied stays where it was until the finished file has
/// been moved to its key, and that move is one rename.
/// </summary>
internal sealed class Assembly(DiskContext disk, UploadFiles files, UploadHeader header, ObjectFolders folders)
{
    private const string JoinedName = "joined";

    /// <summary>Of a planned file every part lies in its slot, but for those that were sent again: only these are copied.</summary>
    /// <param name="stopSlotWriter">Takes a part's slot away from the PUT that is still writing there: it must not write over what is folded in.</param>
    public async Task<StoredObject> FoldAsync(PartRecord[] parts, Action<int> stopSlotWriter)
    {
        var data = files.OpenData();
        foreach (var part in parts)
        {
            if (part.Place == PartPlace.OwnFile)
            {
                stopSlotWriter(part.Number);
                Copy(part, data, header.Plan.OffsetOf(part.Number));
            }
        }

        CrashPoint.Hit(DiskCrashPoints.AssembleAfterFold);
        return await PlaceAsync(data, files.DataPath, parts);
    }

    /// <summary>Parts of any size are joined into a new file; a single one is the object as it is.</summary>
    public async Task<StoredObject> JoinAsync(PartRecord[] parts)
    {
        if (parts is [var only])
        {
            using var part = OpenPart(only, writable: true);
            return await PlaceAsync(part, files.PathOf(only.Number, only.Generation), parts);
        }

        var path = Path.Combine(files.Folder, JoinedName);
        disk.Files.Remove(path); // an earlier attempt that was cut short
        disk.Room.RefuseUnlessRoomFor(parts.Sum(part => part.Bytes));
        using var joined = disk.Files.OpenNew(path) ?? throw new FileOpException("create joined", Posix.Exists);
        try
        {
            long at = 0;
            foreach (var part in parts)
            {
                Copy(part, joined, at);
                at += part.Bytes;
            }
        }
        catch
        {
            disk.Files.Remove(path);
            throw;
        }

        CrashPoint.Hit(DiskCrashPoints.AssembleAfterFold);
        return await PlaceAsync(joined, path, parts);
    }

    private async Task<StoredObject> PlaceAsync(SafeFileHandle file, string path, PartRecord[] parts)
    {
        var bytes = parts.Sum(part => part.Bytes);
        var crc = CombineCrcs(parts);
        var etag = PartRecord.ETagOf(crc, bytes);
        disk.Files.TrySetNote(file, FinishedObject.ETagNote, Encoding.ASCII.GetBytes(etag));
        await disk.Syncer.SyncAllAsync(file);
        await folders.PlaceAsync(path, header.Key);
        await disk.Syncer.SyncDirectoryAsync(files.Folder);
        CrashPoint.Hit(DiskCrashPoints.AssembleAfterDirSync);
        return new StoredObject(bytes, etag, crc);
    }

    private ulong CombineCrcs(PartRecord[] parts)
    {
        var crc = parts[0].Crc64Nvme;
        var combiner = parts.Length > 2 && header.Plan.PartBytes is { } partBytes ? new Crc64NvmeCombiner(partBytes) : null;
        for (var i = 1; i < parts.Length; i++)
        {
            crc = combiner is not null && i < parts.Length - 1
                ? combiner.Append(crc, parts[i].Crc64Nvme)
                : Crc64Nvme.Combine(crc, parts[i].Crc64Nvme, parts[i].Bytes);
        }

        return crc;
    }

    private void Copy(in PartRecord part, SafeFileHandle to, long offset)
    {
        using var from = OpenPart(part, writable: false);
        disk.Files.Copy(from, to, offset, part.Bytes);
    }

    private SafeFileHandle OpenPart(in PartRecord part, bool writable) =>
        disk.Files.OpenExisting(files.PathOf(part.Number, part.Generation), writable) ?? throw new FileOpException("open part", Posix.NoEntry);
}
