namespace Slipway.Client;

/// <summary>Something that happened in an upload. Events come one at a time, in order, from any thread; how many bytes are where, ask <see cref="FileProgress"/>.</summary>
public abstract record UploadEvent;

/// <summary>The group is open. Comes once, first.</summary>
/// <param name="SessionId">The group's id on the server.</param>
/// <param name="Resumed">True when the store already holds something of it.</param>
/// <param name="Files">The files in the order of the request; the same objects for the whole upload.</param>
public sealed record UploadStarted(string SessionId, bool Resumed, IReadOnlyList<FileProgress> Files) : UploadEvent;

/// <summary>Stored parts of an earlier run are being compared with the local files; nothing is sent before all are.</summary>
public sealed record CheckingStarted(long BytesToCheck) : UploadEvent;

/// <summary>Parts are being sent from now on.</summary>
public sealed record SendingStarted(long BytesToSend) : UploadEvent;

/// <summary>The store has a part, whole and right.</summary>
public sealed record PartStored(FileProgress File, int PartNumber, long Bytes) : UploadEvent;

/// <summary>Something failed and is tried again.</summary>
/// <param name="What">What is tried again, like <c>part 3 of left.mov</c>.</param>
/// <param name="Failed">How many tries have failed so far.</param>
/// <param name="Wait">How long it waits before the next.</param>
/// <param name="Reason">Why the last one failed.</param>
public sealed record Retrying(string What, int Failed, TimeSpan Wait, string Reason) : UploadEvent;

/// <summary>All parts of a file are stored; the server is asked to complete it.</summary>
public sealed record CompletingFile(FileProgress File) : UploadEvent;

/// <summary>The server has completed a file.</summary>
public sealed record FileCompleted(FileProgress File) : UploadEvent;

/// <summary>Hands events on one at a time, so that who listens needs no lock.</summary>
internal sealed class EventSink(IProgress<UploadEvent>? listener)
{
    private readonly Lock _gate = new();

    public void Report(UploadEvent happened)
    {
        if (listener is null)
        {
            return;
        }

        lock (_gate)
        {
            listener.Report(happened);
        }
    }
}
