using System.Runtime.ExceptionServices;
using Slipway.Client.Groups;
using Slipway.Client.Wire;

namespace Slipway.Client.Transfers;

/// <summary>Sends all that a group lacks, with one bound over all its files, and completes each file when its last part is stored.</summary>
internal sealed class GroupTransfer(ServerApi server, PartSender sender, string sessionId, SlipwayClientOptions options, EventSink events)
{
    private long? _libraryId;
    private Exception? _failure;

    /// <summary>The library item that the group became.</summary>
    public async Task<long> RunAsync(IReadOnlyList<FileTransfer> files, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        foreach (var file in files)
        {
            file.Ready(wanted => new PartUrls(server, sessionId, file.Plan, wanted, options.Time, stop.Token));
        }

        events.Report(new SendingStarted(files.Sum(file => file.Wanted.Sum(file.Plan.Length))));
        foreach (var file in files.Where(file => file.Wanted.Count == 0))
        {
            await CompleteAsync(file, cancellation);
        }

        var queue = new PartQueue(files);
        var workers = Math.Min(options.Parallel, files.Sum(file => file.Wanted.Count));
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(queue, stop), CancellationToken.None)));
        await Task.WhenAll(files.Select(file => file.Urls.SettleAsync()));

        cancellation.ThrowIfCancellationRequested();
        if (_failure is not null)
        {
            await ThrowAsync(_failure, cancellation);
        }

        return _libraryId ?? await LibraryIdAsync(cancellation);
    }

    /// <summary>One of the parallel senders. The first failure stops all of them.</summary>
    private async Task WorkAsync(PartQueue queue, CancellationTokenSource stop)
    {
        try
        {
            while (!stop.IsCancellationRequested && queue.TryTake(out var file, out var index))
            {
                var part = file.Wanted[index];
                var etag = await sender.SendAsync(file, index, stop.Token);
                var isLast = file.Store(part, etag);
                events.Report(new PartStored(file.Progress, part, file.Plan.Length(part)));
                if (isLast)
                {
                    await CompleteAsync(file, stop.Token);
                }
            }
        }
        catch (Exception failed)
        {
            // Canceled because another failed first: that one is the reason, this one is its echo.
            if (!stop.IsCancellationRequested)
            {
                Interlocked.CompareExchange(ref _failure, failed, null);
            }

            await stop.CancelAsync();
        }
    }

    private async Task CompleteAsync(FileTransfer file, CancellationToken cancellation)
    {
        file.Local.MustBeUntouched();
        events.Report(new CompletingFile(file.Progress));
        var libraryId = await CompleteOnServerAsync(file.Plan, file.Completion(), cancellation);
        if (libraryId is not null)
        {
            _libraryId = libraryId;
        }

        file.Progress.Completed();
        events.Report(new FileCompleted(file.Progress));
    }

    /// <summary>When the answer to the first request was lost, it may have been the one that worked: then a refusal of the second says nothing.</summary>
    private async Task<long?> CompleteOnServerAsync(FilePlan plan, CompleteBody body, CancellationToken cancellation)
    {
        try
        {
            return (await server.CompleteAsync(sessionId, plan.UploadId, plan.FileName, body, cancellation)).LibraryId;
        }
        catch (SlipwayException refused) when (refused.Failure == UploadFailure.Refused)
        {
            var group = await server.GroupAsync(sessionId, cancellation);
            var status = group?.Files.FirstOrDefault(file => file.UploadId == plan.UploadId)?.Status;
            if (status != GroupStatus.Completed)
            {
                throw;
            }

            return group!.LibraryId;
        }
    }

    /// <summary>Two files that finish at once may both be told that the other is still open; then the group itself knows.</summary>
    private async Task<long> LibraryIdAsync(CancellationToken cancellation)
    {
        var group = await server.GroupAsync(sessionId, cancellation);
        return group?.LibraryId
            ?? throw new SlipwayException(UploadFailure.Refused, $"All files of upload {sessionId} are completed, but the server names no library item.");
    }

    /// <summary>A refusal in the middle is often only the sign that somebody canceled the upload, or that it expired: say that instead.</summary>
    private async Task ThrowAsync(Exception failure, CancellationToken cancellation)
    {
        if (failure is SlipwayException { Failure: UploadFailure.Refused or UploadFailure.Ended })
        {
            GroupAnswer? group = null;
            try
            {
                group = await server.GroupAsync(sessionId, cancellation);
            }
            catch (SlipwayException)
            {
                // Asking was a courtesy; the first failure stands.
            }

            if (group?.Status is GroupStatus.Canceled or GroupStatus.Expired)
            {
                throw new SlipwayException(UploadFailure.Ended, $"Upload {sessionId} was {group.Status} while it ran.", inner: failure);
            }
        }

        ExceptionDispatchInfo.Throw(failure);
    }
}
