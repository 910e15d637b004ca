using Slipway.Client.Wire;

namespace Slipway.Client.Groups;

/// <summary>
/// Finds the group of a request, or starts it. The server is the memory: asking again under the same key finds the old group, so nothing is
/// kept on disk here. Groups that are over are left behind by counting the key's attempt up.
/// </summary>
internal sealed class GroupOpening(ServerApi server, UploadRequest request)
{
    /// <summary>More uploads of the same files under one name than anybody has; a bound, because each costs two calls.</summary>
    private const int MostAttempts = 1000;

    /// <param name="sizes">The files' sizes in the order of the request.</param>
    public async Task<OpenedGroup> OpenAsync(IReadOnlyList<long> sizes, CancellationToken cancellation)
    {
        var body = Body(sizes);
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var (sessionId, bodyDiffers) = await server.StartAsync(body, UploadKey.Of(request, attempt), cancellation);
            var group = await server.GroupAsync(sessionId, cancellation);
            if (group is null)
            {
                continue;
            }

            if (!GroupStatus.IsOpen(group))
            {
                // A finished upload of other sizes is no reason to refuse: it is over, nothing can be mixed with it.
                if (group.Status == GroupStatus.Completed && !request.Restart && !bodyDiffers)
                {
                    return new OpenedGroup(sessionId, LibraryId(group), group.Files);
                }

                continue;
            }

            if (request.Restart && (bodyDiffers || GroupStatus.HoldsSomething(group)))
            {
                await CancelUnlessOverAsync(sessionId, cancellation);
                continue;
            }

            if (bodyDiffers)
            {
                throw Differs(group, sizes);
            }

            return new OpenedGroup(sessionId, null, Paired(group, sizes));
        }

        throw new SlipwayException(UploadFailure.Refused, $"These files were uploaded {MostAttempts} times already; give the video another name.");
    }

    /// <summary>Cancels the open group of the request; null when there was none, or none with anything in it.</summary>
    /// <remarks>There is no way to look a key up without starting its group, so an empty one may be started, and is canceled at once.</remarks>
    public async Task<CanceledUpload?> CancelAsync(IReadOnlyList<long> sizes, CancellationToken cancellation)
    {
        var body = Body(sizes);
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var (sessionId, _) = await server.StartAsync(body, UploadKey.Of(request, attempt), cancellation);
            var group = await server.GroupAsync(sessionId, cancellation);
            if (group is null || !GroupStatus.IsOpen(group))
            {
                continue;
            }

            await server.CancelAsync(sessionId, cancellation);
            return GroupStatus.HoldsSomething(group) ? new CanceledUpload(sessionId, group.Files.Sum(file => file.BytesStored)) : null;
        }

        return null;
    }

    private async Task CancelUnlessOverAsync(string sessionId, CancellationToken cancellation)
    {
        try
        {
            await server.CancelAsync(sessionId, cancellation);
        }
        catch (SlipwayException refused) when (refused.Failure is UploadFailure.Refused or UploadFailure.Ended)
        {
            // It completed or expired in between, which is just as good; anything else is a real refusal.
            var group = await server.GroupAsync(sessionId, cancellation);
            if (group is not null && GroupStatus.IsOpen(group))
            {
                throw;
            }
        }
    }

    private StartBody Body(IReadOnlyList<long> sizes) => new(
        request.VideoName,
        request.Description,
        request.Layout,
        request.Perspective,
        request.FolderName,
        [.. request.Files.Select((file, i) => new StartFile(Path.GetFileName(file.Path), file.Role, sizes[i], file.LanguageTag))]);

    /// <summary>The server keeps the order of the files; two may share a name, so the order is what pairs them.</summary>
    private List<FileAnswer> Paired(GroupAnswer group, IReadOnlyList<long> sizes)
    {
        var same = group.Files.Count == request.Files.Count
            && !group.Files.Where((file, i) => file.FileRole != request.Files[i].Role || file.TotalBytes != sizes[i]).Any();
        if (!same)
        {
            throw new SlipwayException(UploadFailure.Refused, $"The server's files of upload {group.SessionId} are not the ones it was asked for.");
        }

        if (group.Files.FirstOrDefault(file => file.Status == GroupStatus.Failed) is { } failed)
        {
            throw new SlipwayException(
                UploadFailure.Refused, $"The server could not finish {failed.FileName} of upload {group.SessionId}; it has to be uploaded again from the beginning.");
        }

        return [.. group.Files];
    }

    private SlipwayException Differs(GroupAnswer group, IReadOnlyList<long> sizes)
    {
        for (var i = 0; i < sizes.Count && i < group.Files.Count; i++)
        {
            if (group.Files[i].TotalBytes != sizes[i])
            {
                return new FileChangedException(
                    Path.GetFullPath(request.Files[i].Path), null, $"it was {group.Files[i].TotalBytes} bytes and is {sizes[i]} now");
            }
        }

        return new SlipwayException(
            UploadFailure.Refused,
            $"Upload {group.SessionId} of these files is open with another description, folder or perspective; give the old ones, or begin anew.",
            "idempotency_key_reused");
    }

    private static long LibraryId(GroupAnswer group) =>
        group.LibraryId ?? throw new SlipwayException(UploadFailure.Refused, $"The server says that upload {group.SessionId} is completed, but names no library item.");
}
