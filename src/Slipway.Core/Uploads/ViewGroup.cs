using Slipway.Core.Objects;

namespace Slipway.Core.Uploads;

/// <summary>A file with what the store holds of it so far.</summary>
public readonly record struct FileProgress(FileUpload File, int PartsStored, long BytesStored);

/// <summary>A group as its owner sees it, with the progress of its files in the group's order.</summary>
public sealed record GroupView(UploadGroup Group, GroupState State, IReadOnlyList<FileProgress> Files);

/// <summary>Shows a group: the server is the memory of an upload that was interrupted.</summary>
public sealed class ViewGroup(ICatalog catalog, IObjectStore store, TimeProvider time)
{
    /// <exception cref="UploadRefusedException">There is no such group.</exception>
    public async Task<GroupView> RunAsync(GroupAddress address, CancellationToken ct)
    {
        var group = await catalog.FindAsync(address, ct) ?? throw new UploadRefusedException(UploadError.NotFound("upload group"));
        var files = new List<FileProgress>(group.Files.Length);
        foreach (var file in group.Files)
        {
            files.Add(await ProgressAsync(file, ct));
        }

        return new GroupView(group, group.StateAt(time.GetUtcNow()), files);
    }

    private async Task<FileProgress> ProgressAsync(FileUpload file, CancellationToken ct)
    {
        if (file.Stored is { } stored)
        {
            return file.State == FileState.Completed ? new FileProgress(file, file.Plan.Count, stored.Bytes) : new FileProgress(file, 0, 0);
        }

        var (parts, bytes) = (0, 0L);
        if (file is { StoreUpload: { } upload, State: FileState.Uploading or FileState.Completing })
        {
            for (int? after = 0; after is { } from;)
            {
                var page = await store.ListPartsAsync(upload, from, ListParts.MaxLimit, ct);
                parts += page.Parts.Count;
                bytes += page.Parts.Sum(part => part.Bytes);
                after = page.NextAfter;
            }
        }

        return new FileProgress(file, parts, bytes);
    }
}
