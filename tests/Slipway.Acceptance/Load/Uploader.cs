using System.Diagnostics;
using System.Text.Json.Nodes;
using Slipway.Acceptance.Support;

namespace Slipway.Acceptance.Load;

/// <summary>
/// One client: uploads group after group, repeats what fails in passing for as long as it takes, and after every interruption looks whether
/// everything that was acknowledged to it is still there.
/// </summary>
internal sealed class Uploader(Wire wire, Ledger ledger, LoadShape shape, string name, int seed)
{
    /// <summary>A call that was not answered for so long, over any number of repeats and restarts, is stuck.</summary>
    private static readonly TimeSpan Stuck = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Random _random = new(seed);
    private volatile bool _interrupted;

    /// <param name="last">No group is begun any more; the one under way is brought to its end.</param>
    /// <param name="abort">Everything stops where it is.</param>
    public async Task RunAsync(CancellationToken last, CancellationToken abort)
    {
        for (var count = 1; !last.IsCancellationRequested && !abort.IsCancellationRequested; count++)
        {
            var group = shape.Next($"{name}-{count}", _random);
            try
            {
                await UploadAsync(group, abort);
            }
            catch (OperationCanceledException) when (abort.IsCancellationRequested)
            {
                return;
            }
            catch (UnexpectedAnswerException unexpected)
            {
                ledger.Violate($"{group.Name} ({group.Id}): {unexpected.Message}");
            }
        }
    }

    public async Task UploadAsync(LoadGroup group, CancellationToken abort)
    {
        var started = await AskAsync("start", () => wire.StartAsync(group.Order(), group.Name), abort);
        group.Id = (string)started["sessionId"]!;
        for (var i = 0; i < group.Files.Count; i++)
        {
            group.Files[i].Id = (string)started["files"]![i]!["uploadId"]!;
        }

        ledger.Started(group);
        foreach (var file in group.Files)
        {
            await PutPartsAsync(group, file, abort);
            if (group.WillBeCanceled)
            {
                await CancelAsync(group, abort);
                return;
            }
        }

        await CompleteAsync(group, abort);
    }

    /// <summary>Brings a group to its end of which this client knows nothing but the ids: asks what is stored, sends the rest, completes.</summary>
    public async Task FinishAsync(LoadGroup group, CancellationToken abort)
    {
        foreach (var file in group.Files)
        {
            var seen = await AskAsync("group", () => wire.GroupAsync(group.Id!), abort);
            if ((string?)seen["files"]!.AsArray().Single(stored => (string?)stored!["uploadId"] == file.Id)!["status"] == "completed")
            {
                continue;
            }

            var listed = await AskAsync("parts", () => wire.PartsAsync(group.Id!, file.Id!), abort);
            foreach (var part in listed["parts"]!.AsArray())
            {
                ledger.Acknowledge(file, (int)part!["partNumber"]!, (string)part["etag"]!);
            }

            if (file.Acknowledged.Count < file.PartBytes.Length)
            {
                await PutPartsAsync(group, file, abort);
            }
        }

        await CompleteAsync(group, abort);
    }

    private async Task PutPartsAsync(LoadGroup group, LoadFile file, CancellationToken abort)
    {
        var signed = await AskAsync("part-urls", () => wire.PartUrlsAsync(group.Id!, file.Id!), abort);
        foreach (var part in signed["parts"]!.AsArray())
        {
            var (number, url) = ((int)part!["partNumber"]!, (string)part["url"]!);
            await PutAsync(file, number, url, abort);
            if (_random.Next(100) < shape.ResentPerHundred)
            {
                await PutAsync(file, number, url, abort); // the same bytes, beside the part that is acknowledged
            }

            await VerifyAfterInterruptionAsync(group, abort);
        }
    }

    private async Task PutAsync(LoadFile file, int number, string url, CancellationToken abort)
    {
        var put = await RepeatAsync($"PUT {number}", () => wire.PutAsync(url, file.Part(number)), answer => (int)answer.Status >= 500, abort);
        if (!put.Ok)
        {
            throw new UnexpectedAnswerException($"PUT of part {number} answered {(int)put.Status}");
        }

        ledger.Acknowledge(file, number, put.ETag!);
    }

    /// <summary>All files at once, so that last files meet.</summary>
    public async Task CompleteAsync(LoadGroup group, CancellationToken abort)
    {
        await VerifyAfterInterruptionAsync(group, abort);
        var answers = await Task.WhenAll(group.Files.Select(async file =>
        {
            var body = _random.Next(2) == 0 || file.Acknowledged.Count < file.PartBytes.Length ? new JsonObject { ["partsFrom"] = "storage" } : new JsonObject { ["parts"] = TokensOf(file) };
            file.CompleteSent = true;
            return await AskAsync($"complete {file.Name}", () => wire.CompleteAsync(group.Id!, file.Id!, (JsonObject)body.DeepClone()), abort);
        }));

        var ids = answers.Select(answer => (long?)answer["libraryId"]).OfType<long>().Distinct().ToArray();
        if (ids.Length != 1)
        {
            throw new UnexpectedAnswerException($"all files completed, and the answers carry {ids.Length} library ids");
        }

        group.LibraryId = ids[0];
        if (_random.Next(4) == 0)
        {
            var repeat = await AskAsync("complete again", () => wire.CompleteAsync(group.Id!, group.Files[0].Id!, new JsonObject { ["partsFrom"] = "storage" }), abort);
            if ((long?)repeat["libraryId"] != group.LibraryId)
            {
                throw new UnexpectedAnswerException($"complete again answered {repeat["libraryId"]?.ToJsonString() ?? "null"}, before {group.LibraryId}");
            }
        }
    }

    private async Task CancelAsync(LoadGroup group, CancellationToken abort)
    {
        var canceled = await AskAsync("cancel", () => wire.CancelAsync(group.Id!), abort);
        group.Canceled = (string?)canceled["status"] == "canceled" ? true : throw new UnexpectedAnswerException($"cancel answered {canceled.ToJsonString()}");
    }

    private async Task VerifyAfterInterruptionAsync(LoadGroup group, CancellationToken abort)
    {
        while (_interrupted)
        {
            _interrupted = false;
            foreach (var file in group.Files.Where(file => !file.CompleteSent && !file.Acknowledged.IsEmpty))
            {
                await VerifyAsync(group, file, abort);
            }
        }
    }

    private async Task VerifyAsync(LoadGroup group, LoadFile file, CancellationToken abort)
    {
        var listed = await AskAsync("parts", () => wire.PartsAsync(group.Id!, file.Id!), abort);
        var etags = listed["parts"]!.AsArray().ToDictionary(part => (int)part!["partNumber"]!, part => (string)part!["etag"]!);
        foreach (var (number, etag) in file.Acknowledged)
        {
            if (etags.GetValueOrDefault(number) != etag)
            {
                ledger.Violate($"LOST: part {number} of {group.Name} {file.Name} was acknowledged as {etag} and is listed as {etags.GetValueOrDefault(number) ?? "nothing"}");
                file.Acknowledged.TryRemove(number, out _); // told once
            }
        }
    }

    private static JsonArray TokensOf(LoadFile file) =>
        [.. file.Acknowledged.Select(part => new JsonObject { ["partNumber"] = part.Key, ["etag"] = part.Value })];

    private async Task<JsonNode> AskAsync(string what, Func<Task<Answer>> call, CancellationToken abort)
    {
        var answer = await RepeatAsync(what, call, answer => answer.IsPassing, abort);
        return answer.Ok ? answer.Body! : throw new UnexpectedAnswerException($"{what} answered {(int)answer.Status} {answer.Body?.ToJsonString()}");
    }

    private async Task<T> RepeatAsync<T>(string what, Func<Task<T>> call, Func<T, bool> isPassing, CancellationToken abort)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            abort.ThrowIfCancellationRequested();
            try
            {
                var answer = await call();
                if (!isPassing(answer))
                {
                    return answer;
                }
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or TaskCanceledException)
            {
                _interrupted = true;
            }

            if (clock.Elapsed > Stuck)
            {
                throw new UnexpectedAnswerException($"STUCK: {what} found no answer within {Stuck.TotalSeconds} s");
            }

            await Task.Delay(Pause, TimeProvider.System, abort);
        }
    }
}

/// <summary>An answer that a client of a healthy service never gets.</summary>
internal sealed class UnexpectedAnswerException(string message) : Exception(message);
