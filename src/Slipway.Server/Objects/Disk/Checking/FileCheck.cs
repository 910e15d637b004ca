using Microsoft.Win32.SafeHandles;
using Slipway.Core.Checksums;
using Slipway.Core.Uploads;
using Slipway.Server.Checking;
using Slipway.Server.Objects.Disk.Files;
using Slipway.Server.Objects.Disk.Parts;

namespace Slipway.Server.Objects.Disk.Checking;

/// <summary>Looks for the bytes of one file.</summary>
internal sealed class FileCheck(IFileOps files, DiskLayout layout, bool deep)
{
    private readonly byte[] _buffer = new byte[deep ? 1 << 20 : 0];

    public List<Finding> Look(FileUpload file)
    {
        var found = new List<Finding>();
        switch (file.State)
        {
            case FileState.Completed:
                LookAtObject(file, found);
                break;
            case FileState.Uploading or FileState.Completing:
                LookAtUpload(file, found);
                if (found.Count > 0 && IsFinished(file))
                {
                    found.Clear(); // its parts have become the object, and the catalog comes next
                }

                break;
            case FileState.Canceled or FileState.Expired when file.PurgedAt is not null:
                LookForRemains(file, found);
                break;
        }

        return found;
    }

    /// <summary>I2 and I9: the object is there, and is what was verified when the file was completed.</summary>
    private void LookAtObject(FileUpload file, List<Finding> found)
    {
        using var there = FinishedObject.TryOpen(files, layout, file.Key);
        if (there is null)
        {
            found.Add(Of("I9", file, "is completed and its object is not there"));
            return;
        }

        if (there.Bytes != (file.Stored?.Bytes ?? file.Plan.TotalBytes))
        {
            found.Add(Of("I2", file, $"is completed with {file.Stored?.Bytes} bytes and its object has {there.Bytes}"));
        }
        else if (deep && file.Stored?.Crc64Nvme is { } crc && Hash(there.File, 0, there.Bytes) != crc)
        {
            found.Add(Of("I2", file, "is completed and the content of its object has changed since"));
        }
    }

    /// <summary>I1 and I9: every part that was acknowledged is there, and is what was acknowledged.</summary>
    private void LookAtUpload(FileUpload file, List<Finding> found)
    {
        if (file.StoreUploadId is not { } id)
        {
            return;
        }

        var folder = layout.UploadFolder(id);
        using var journal = files.OpenExisting(Path.Combine(folder, DiskLayout.JournalName), writable: false);
        var content = journal is null ? null : JournalReader.TryRead(files, journal);
        if (content is null)
        {
            found.Add(Of("I9", file, journal is null ? "takes parts and its upload is not there" : "takes parts and its upload's journal cannot be read"));
            return;
        }

        if (content.Spoiled > 0)
        {
            found.Add(Of("I1", file, $"has {content.Spoiled} spoiled records in its upload's journal"));
        }

        using var data = files.OpenExisting(Path.Combine(folder, DiskLayout.DataName), writable: false);
        foreach (var part in content.Parts.Values)
        {
            LookAtPart(file, folder, data, part, found);
        }
    }

    private void LookAtPart(FileUpload file, string folder, SafeFileHandle? data, in PartRecord part, List<Finding> found)
    {
        using var own = part.Place == PartPlace.OwnFile
            ? files.OpenExisting(Path.Combine(folder, DiskLayout.PartName(part.Number, part.Generation)), writable: false)
            : null;
        var offset = part.Place == PartPlace.Slot ? file.Plan.OffsetOf(part.Number) : 0;
        if ((part.Place == PartPlace.Slot ? data : own) is not { } bytes || files.LengthOf(bytes) < offset + part.Bytes)
        {
            found.Add(Of("I1", file, $"has acknowledged part {part.Number} and its bytes are not there"));
        }
        else if (deep && Hash(bytes, offset, part.Bytes) != part.Crc64Nvme)
        {
            found.Add(Of("I1", file, $"has acknowledged part {part.Number} and its content has changed since"));
        }
    }

    /// <summary>I5: nothing is left of what was purged.</summary>
    private void LookForRemains(FileUpload file, List<Finding> found)
    {
        using var there = FinishedObject.TryOpen(files, layout, file.Key);
        if (there is not null || (file.StoreUploadId is { } id && Directory.Exists(layout.UploadFolder(id))))
        {
            found.Add(Of("I5", file, "was purged and its bytes are still there"));
        }
    }

    private ulong Hash(SafeFileHandle file, long offset, long bytes)
    {
        var crc = default(Crc64Nvme);
        for (var end = offset + bytes; offset < end;)
        {
            var read = files.Read(file, _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, end - offset)), offset);
            if (read == 0)
            {
                break;
            }

            crc.Append(_buffer.AsSpan(0, read));
            offset += read;
        }

        return crc.Value;
    }

    private bool IsFinished(FileUpload file)
    {
        using var there = FinishedObject.TryOpen(files, layout, file.Key);
        return there is not null;
    }

    private static Finding Of(string invariant, FileUpload file, string what) => new(invariant, $"file {file.Id}", what);
}
