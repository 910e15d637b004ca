using Microsoft.Extensions.Logging;

namespace Slipway.Server.Objects.Disk.Parts;

/// <summary>Starts uploads, and takes them up again from their folders.</summary>
internal sealed partial class UploadLoader(DiskContext disk, ObjectFolders folders, ILogger<UploadLoader> log)
{
    /// <returns>Null: there is no such upload, or what is left of it is no upload.</returns>
    public async Task<OpenUpload?> LoadAsync(string id)
    {
        var folder = disk.Layout.UploadFolder(id);
        if (Journal.TryOpen(disk.Files, disk.Syncer, Path.Combine(folder, DiskLayout.JournalName)) is not var (journal, content))
        {
            return null;
        }

        var kept = false;
        try
        {
            // A record that a killed process wrote and did not sync must not supersede one that it did, only to be lost in a power cut.
            await journal.SyncAsync();
            if (await IsOverAsync(id, content) || !IsWhole(id, content))
            {
                return null;
            }

            RemoveLeftovers(folder, content);
            kept = true;
            return new OpenUpload(disk, id, content.Header, journal, content.Parts);
        }
        finally
        {
            if (!kept)
            {
                journal.Dispose();
            }
        }
    }

    /// <summary>The object of a completed upload lies under its key; only its folder was not taken away any more.</summary>
    private async Task<bool> IsOverAsync(string id, JournalReader content)
    {
        using var finished = FinishedObject.TryOpen(disk.Files, disk.Layout, content.Header.Key);
        if (finished is null)
        {
            return false;
        }

        await folders.SyncAsync(content.Header.Key);
        UploadRemoval.Remove(disk, id);
        return true;
    }

    /// <summary>Records without the bytes they speak of: nothing is removed, because somebody may still know where they went.</summary>
    private bool IsWhole(string id, JournalReader content)
    {
        if (!content.Parts.Values.Any(part => part.Place == PartPlace.Slot))
        {
            return true;
        }

        using var data = disk.Files.OpenExisting(Path.Combine(disk.Layout.UploadFolder(id), DiskLayout.DataName), writable: false);
        if (data is not null && disk.Files.LengthOf(data) == content.Header.Plan.TotalBytes)
        {
            return true;
        }

        Log.BytesLost(log, id);
        return false;
    }

    /// <summary>Files of PUTs that were under way when the process ended, and of parts that were superseded: no record names them.</summary>
    private void RemoveLeftovers(string folder, JournalReader content)
    {
        var named = content.Parts.Values
            .Where(part => part.Place == PartPlace.OwnFile)
            .Select(part => DiskLayout.PartName(part.Number, part.Generation))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var name in disk.Files.List(folder))
        {
            if (name is not (DiskLayout.JournalName or DiskLayout.DataName) && !named.Contains(name))
            {
                disk.Files.Remove(Path.Combine(folder, name));
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Upload {UploadId} has records of parts whose bytes are not there; it is left as it is", EventName = "UploadBytesLost")]
        public static partial void BytesLost(ILogger log, string uploadId);
    }
}
