using System.Runtime.CompilerServices;
using Slipway.Core.Uploads;
using Slipway.Server.Checking;
using Slipway.Server.Objects.Disk.Files;

namespace Slipway.Server.Objects.Disk.Checking;

/// <summary>
/// Compares what the catalog says with what lies on the disk: the store's side of <c>slipway fsck</c>. Changes nothing, and may run beside a server: what
/// it finds on a file is looked at again with what the catalog says then.
/// </summary>
/// <param name="deep">Whether all content is read and hashed again.</param>
/// <param name="grace">Bytes that nobody knows count only when they are older than this.</param>
internal sealed class DiskChecks(IFileOps files, DiskLayout layout, bool deep, TimeSpan grace, TimeProvider time)
{
    /// <summary>What the framework answers for a path that is not there: removed since it was listed.</summary>
    private static readonly DateTime Gone = DateTime.FromFileTimeUtc(0);

    /// <param name="catalogFiles">Every file of the catalog.</param>
    /// <param name="latest">The file as it is now; null where it is no more.</param>
    public async IAsyncEnumerable<Finding> FindAsync(
        IAsyncEnumerable<FileUpload> catalogFiles,
        Func<FileUpload, CancellationToken, Task<FileUpload?>> latest,
        [EnumeratorCancellation] CancellationToken ct)
    {
        var check = new FileCheck(files, layout, deep);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var uploads = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var file in catalogFiles.WithCancellation(ct))
        {
            if (file.PurgedAt is null)
            {
                keys.Add(file.Key.Text);
                uploads.Add(file.StoreUploadId ?? "");
            }

            foreach (var finding in await LookTwiceAsync(check, file, latest, ct))
            {
                yield return finding;
            }
        }

        foreach (var finding in Unowned(keys, uploads))
        {
            yield return finding;
        }
    }

    private static async Task<IReadOnlyList<Finding>> LookTwiceAsync(
        FileCheck check, FileUpload file, Func<FileUpload, CancellationToken, Task<FileUpload?>> latest, CancellationToken ct)
    {
        var found = check.Look(file);
        while (found.Count > 0)
        {
            var now = await latest(file, ct);
            if (now is null)
            {
                return [];
            }

            if (now.State == file.State && now.StoreUploadId == file.StoreUploadId && now.PurgedAt == file.PurgedAt)
            {
                break;
            }

            file = now;
            found = check.Look(file);
        }

        return found;
    }

    /// <summary>I6: no bytes but those that a row owns, or that are too young to judge.</summary>
    private IEnumerable<Finding> Unowned(HashSet<string> keys, HashSet<string> uploads)
    {
        if (!Directory.Exists(layout.Objects))
        {
            yield break;
        }

        foreach (var path in Directory.EnumerateFiles(layout.Objects, "*", SearchOption.AllDirectories))
        {
            var key = Path.GetRelativePath(layout.Objects, path);
            if (!keys.Contains(key) && IsOld(path))
            {
                yield return new Finding("I6", $"object {key}", "lies in the store and belongs to no file");
            }
        }

        foreach (var id in files.List(layout.Uploads).Where(id => !uploads.Contains(id) && IsOld(layout.UploadFolder(id))))
        {
            yield return new Finding("I6", $"upload {id}", "lies in the store and belongs to no file");
        }
    }

    /// <summary>An upload's folder counts from its last new name: a start that was cut short has left one without a journal.</summary>
    private bool IsOld(string path)
    {
        var touched = File.GetLastWriteTimeUtc(path);
        return touched != Gone && time.GetUtcNow() - new DateTimeOffset(touched, TimeSpan.Zero) > grace;
    }
}
