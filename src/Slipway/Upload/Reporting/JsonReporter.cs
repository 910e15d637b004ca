using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Client;

namespace Slipway.Program.Upload.Reporting;

/// <summary>One JSON object per line, for programs. <c>event</c> is always there; files are named by their place in <c>started</c>.</summary>
internal sealed class JsonReporter(TextWriter lines, TimeProvider time) : UploadReporter
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>The lines go to a program, not into a page: names need not be escaped for HTML.</summary>
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly RateMeter _rate = new(time);

    public override Task<T> ShowAsync<T>(Func<Task<T>> work, CancellationToken cancellation) => TickingAsync(work, Every, time);

    public override void Finished(UploadResult done, TimeSpan took) => Write(new JsonObject
    {
        ["event"] = "completed",
        ["sessionId"] = done.SessionId,
        ["libraryId"] = done.LibraryId,
        ["alreadyComplete"] = done.AlreadyComplete,
        ["bytesSent"] = done.BytesSent,
        ["bytesKept"] = done.BytesKept,
        ["seconds"] = Math.Round(took.TotalSeconds, 3),
    });

    public override void Canceled(CanceledUpload? canceled) => Write(new JsonObject
    {
        ["event"] = "canceled",
        ["sessionId"] = canceled?.SessionId,
        ["bytesDiscarded"] = canceled?.BytesDiscarded ?? 0,
    });

    public override void Failed(int exitCode, string word, string sentence) => Write(new JsonObject
    {
        ["event"] = "failed",
        ["failure"] = word,
        ["exitCode"] = exitCode,
        ["message"] = sentence,
    });

    protected override void Heard(UploadEvent happened)
    {
        var line = happened switch
        {
            UploadStarted started => new JsonObject
            {
                ["event"] = "started",
                ["sessionId"] = started.SessionId,
                ["resumed"] = started.Resumed,
                ["files"] = new JsonArray([.. started.Files.Select(FileJson)]),
            },
            CheckingStarted checking => new JsonObject { ["event"] = "checking", ["bytes"] = checking.BytesToCheck },
            SendingStarted sending => new JsonObject { ["event"] = "sending", ["bytes"] = sending.BytesToSend },
            PartStored part => new JsonObject
            {
                ["event"] = "partStored",
                ["file"] = Index(part.File),
                ["partNumber"] = part.PartNumber,
                ["bytes"] = part.Bytes,
                ["confirmedBytes"] = part.File.ConfirmedBytes,
            },
            Retrying retrying => new JsonObject
            {
                ["event"] = "retrying",
                ["what"] = retrying.What,
                ["failed"] = retrying.Failed,
                ["waitSeconds"] = Math.Round(retrying.Wait.TotalSeconds, 3),
                ["reason"] = retrying.Reason,
            },
            CompletingFile completing => new JsonObject { ["event"] = "completing", ["file"] = Index(completing.File) },
            FileCompleted completed => new JsonObject { ["event"] = "fileCompleted", ["file"] = Index(completed.File) },
            _ => null,
        };
        if (line is not null)
        {
            Write(line);
        }
    }

    protected override void Tick()
    {
        if (Files.Count == 0)
        {
            return;
        }

        var confirmed = Files.Sum(file => file.ConfirmedBytes);
        var inFlight = Files.Sum(file => file.BytesInFlight);
        _rate.Sample(confirmed + inFlight);
        Write(new JsonObject
        {
            ["event"] = "progress",
            ["confirmedBytes"] = confirmed,
            ["inFlightBytes"] = inFlight,
            ["checkedBytes"] = Files.Sum(file => file.CheckedBytes),
            ["totalBytes"] = Files.Sum(file => file.TotalBytes),
            ["bytesPerSecond"] = Math.Round(_rate.BytesPerSecond()),
        });
    }

    private static JsonNode FileJson(FileProgress file) => new JsonObject
    {
        ["fileName"] = file.FileName,
        ["fileRole"] = file.Role,
        ["languageTag"] = file.LanguageTag,
        ["totalBytes"] = file.TotalBytes,
        ["totalParts"] = file.TotalParts,
    };

    private int Index(FileProgress file)
    {
        for (var i = 0; i < Files.Count; i++)
        {
            if (ReferenceEquals(Files[i], file))
            {
                return i;
            }
        }

        return -1;
    }

    private void Write(JsonObject line) => lines.WriteLine(line.ToJsonString(Readable));
}
