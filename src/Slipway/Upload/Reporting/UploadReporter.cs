using Slipway.Client;

namespace Slipway.Program.Upload.Reporting;

/// <summary>Shows an upload. Events come one at a time from the uploader's threads; ticks come from another.</summary>
internal abstract class UploadReporter : IProgress<UploadEvent>
{
    private readonly Lock _gate = new();

    /// <summary>The files, once the upload has started.</summary>
    protected IReadOnlyList<FileProgress> Files { get; private set; } = [];

    /// <summary>Runs the work and shows it meanwhile.</summary>
    public abstract Task<T> ShowAsync<T>(Func<Task<T>> work, CancellationToken cancellation);

    public void Report(UploadEvent value)
    {
        lock (_gate)
        {
            if (value is UploadStarted started)
            {
                Files = started.Files;
            }

            Heard(value);
        }
    }

    /// <summary>It is done.</summary>
    public abstract void Finished(UploadResult done, TimeSpan took);

    /// <summary>The open upload was canceled; null when there was none.</summary>
    public abstract void Canceled(CanceledUpload? canceled);

    /// <summary>It failed. The sentence goes to the error stream anyway.</summary>
    public virtual void Failed(int exitCode, string word, string sentence)
    {
    }

    protected abstract void Heard(UploadEvent happened);

    /// <summary>Between two events, now and then.</summary>
    protected virtual void Tick()
    {
    }

    protected async Task<T> TickingAsync<T>(Func<Task<T>> work, TimeSpan every, TimeProvider time)
    {
        using var timer = new PeriodicTimer(every, time);
        var ticking = TickAsync(timer);
        try
        {
            return await work();
        }
        finally
        {
            timer.Dispose();
            await ticking;
        }
    }

    private async Task TickAsync(PeriodicTimer timer)
    {
        while (await timer.WaitForNextTickAsync())
        {
            lock (_gate)
            {
                Tick();
            }
        }
    }
}
