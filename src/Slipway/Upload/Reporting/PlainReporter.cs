using System.Globalization;
using Slipway.Client;

namespace Slipway.Program.Upload.Reporting;

/// <summary>Plain lines, for logs and pipes: what happens, and every few seconds how far it is.</summary>
internal sealed class PlainReporter(TextWriter lines, TimeProvider time) : UploadReporter
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly RateMeter _rate = new(time);
    private bool _isSending;

    public override Task<T> ShowAsync<T>(Func<Task<T>> work, CancellationToken cancellation) => TickingAsync(work, Every, time);

    public override void Finished(UploadResult done, TimeSpan took) => lines.WriteLine(Sentences.Finished(done, took));

    public override void Canceled(CanceledUpload? canceled) => lines.WriteLine(Sentences.Canceled(canceled));

    protected override void Heard(UploadEvent happened)
    {
        switch (happened)
        {
            case UploadStarted started:
                lines.WriteLine($"Upload {started.SessionId} {(started.Resumed ? "continues" : "begins")}: {Human.Count(started.Files.Count, "file")}, {Human.Bytes(started.Files.Sum(file => file.TotalBytes))}.");
                break;
            case CheckingStarted checking:
                lines.WriteLine($"Comparing {Human.Bytes(checking.BytesToCheck)} that are stored with the files here.");
                break;
            case SendingStarted:
                _isSending = true;
                _rate.Sample(Moved());
                break;
            case Retrying retrying:
                lines.WriteLine(Sentences.Retrying(retrying));
                break;
            case FileCompleted completed:
                lines.WriteLine($"{completed.File.FileName} is complete.");
                break;
        }
    }

    protected override void Tick()
    {
        if (!_isSending)
        {
            var total = Files.Sum(file => file.CheckedBytes);
            if (total > 0)
            {
                lines.WriteLine($"compared {Human.Bytes(total)}");
            }

            return;
        }

        var moved = Moved();
        var all = Files.Sum(file => file.TotalBytes);
        _rate.Sample(moved);
        var left = _rate.TimeLeft(all - moved) is { } time ? $", {Human.Time(time)} left" : "";
        lines.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{100.0 * moved / all:0} %, {Human.Bytes(moved)} of {Human.Bytes(all)}, {Human.Bytes(_rate.BytesPerSecond())}/s{left}"));
    }

    private long Moved() => Files.Sum(file => file.ConfirmedBytes + file.BytesInFlight);
}
