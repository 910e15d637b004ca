using System.Collections.Concurrent;
using Slipway.Client;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Slipway.Program.Upload.Reporting;

/// <summary>A bar per file, for people at a terminal.</summary>
internal sealed class BarsReporter(IAnsiConsole console, TimeProvider time) : UploadReporter
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);

    private readonly FactsColumn _facts = new();
    private readonly List<(FileProgress File, ProgressTask Task, RateMeter Rate)> _bars = [];
    private ProgressContext? _context;
    private bool _isSending;

    public static BarsReporter On(TextWriter terminal, TimeProvider time) =>
        new(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal) }), time);

    public override Task<T> ShowAsync<T>(Func<Task<T>> work, CancellationToken cancellation) => console.Progress()
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), _facts)
        .StartAsync(context =>
        {
            _context = context;
            return TickingAsync(work, Every, time);
        });

    public override void Finished(UploadResult done, TimeSpan took) => console.WriteLine(Sentences.Finished(done, took));

    public override void Canceled(CanceledUpload? canceled) => console.WriteLine(Sentences.Canceled(canceled));

    protected override void Heard(UploadEvent happened)
    {
        switch (happened)
        {
            case UploadStarted started when _context is not null:
                _bars.AddRange(started.Files.Select(file =>
                    (file, _context.AddTask(Markup.Escape(Name(file)), maxValue: file.TotalBytes), new RateMeter(time))));
                break;
            case SendingStarted:
                _isSending = true;
                break;
            case Retrying retrying:
                // Spectre moves the bars below whatever is written through the same console.
                console.WriteLine(Sentences.Retrying(retrying));
                break;
            case FileCompleted:
                Tick();
                break;
        }
    }

    protected override void Tick()
    {
        foreach (var (file, task, rate) in _bars)
        {
            var moved = file.ConfirmedBytes + file.BytesInFlight;
            if (_isSending)
            {
                rate.Sample(moved);
            }

            task.Value = moved;
            _facts.Texts[task.Id] = Facts(file, moved, rate);
        }
    }

    private string Facts(FileProgress file, long moved, RateMeter rate)
    {
        if (file.IsComplete)
        {
            return "complete";
        }

        if (!_isSending)
        {
            return file.CheckedBytes > 0 ? $"compared {Human.Bytes(file.CheckedBytes)}" : "";
        }

        if (moved == file.TotalBytes)
        {
            return "completing";
        }

        var left = rate.TimeLeft(file.TotalBytes - moved) is { } span ? $"  {Human.Time(span)} left" : "";
        return $"{Human.Bytes(moved)} of {Human.Bytes(file.TotalBytes)}  {Human.Bytes(rate.BytesPerSecond())}/s{left}";
    }

    private static string Name(FileProgress file) => file.LanguageTag is null ? file.FileName : $"{file.FileName} ({file.LanguageTag})";

    /// <summary>Spectre's own rate takes what was stored before for speed; this one shows what the tick has written.</summary>
    private sealed class FactsColumn : ProgressColumn
    {
        public ConcurrentDictionary<int, string> Texts { get; } = new();

        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(Texts.GetValueOrDefault(task.Id, ""));
    }
}
