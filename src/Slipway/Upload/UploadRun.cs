using System.Globalization;
using Slipway.Client;
using Slipway.Program.Upload.Reporting;

namespace Slipway.Program.Upload;

/// <summary>One run of the command: uploads or cancels, tells how it went, and turns that into an exit code.</summary>
internal sealed class UploadRun(
    UploadArguments asked, SlipwayClient client, UploadReporter reporter, TextWriter output, TextWriter error, TimeProvider time)
{
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        try
        {
            return asked.Cancel ? await CancelAsync(cancellation) : await UploadAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return await FailAsync(ExitCodes.Interrupted, "interrupted", Interrupted());
        }
        catch (SlipwayException failed)
        {
            return await FailAsync(ExitCodes.Of(failed.Failure), Word(failed.Failure), $"{Capital(failed.Message)}{Advice(failed.Failure)}");
        }
        catch (Exception unexpected) when (unexpected is not OutOfMemoryException)
        {
            return await FailAsync(
                ExitCodes.Unexpected, "unexpected", $"Unexpected {unexpected.GetType().Name}: {unexpected.Message} What is stored stays; run the same command again to continue.");
        }
    }

    private async Task<int> UploadAsync(CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        var done = await reporter.ShowAsync(() => client.UploadAsync(asked.Request, reporter, cancellation), cancellation);
        var took = time.GetElapsedTime(begun);
        reporter.Finished(done, took);
        if (!asked.Json)
        {
            await output.WriteLineAsync(done.LibraryId.ToString(CultureInfo.InvariantCulture));
        }

        return ExitCodes.Done;
    }

    private async Task<int> CancelAsync(CancellationToken cancellation)
    {
        var canceled = await client.CancelAsync(asked.Request, reporter, cancellation);
        reporter.Canceled(canceled);
        return ExitCodes.Done;
    }

    private async Task<int> FailAsync(int code, string word, string sentence)
    {
        reporter.Failed(code, word, sentence);
        await error.WriteLineAsync(sentence);
        return code;
    }

    private string Interrupted() => asked switch
    {
        { Cancel: true } => "Stopped before the server confirmed that the upload is canceled; run the same command again.",
        { Request.Restart: true } => "Stopped. What is stored stays on the server: the same command without --restart continues, with --cancel instead it discards.",
        _ => "Stopped. What is stored stays on the server: run the same command again to continue, or with --cancel to discard it.",
    };

    private string Advice(UploadFailure failure) => failure switch
    {
        UploadFailure.KeyRefused => " Check --key (or SLIPWAY_KEY); the role must be upload or admin, and the key neither expired nor revoked.",
        UploadFailure.FileChanged => " Put the old file back to continue, or add --restart to upload the new one from the beginning.",
        UploadFailure.Unreachable when asked.Cancel => $" Check --server ({asked.Server}) and run the same command again.",
        UploadFailure.Unreachable => $" Check --server ({asked.Server}); what is stored stays, and the same command continues.",
        UploadFailure.Ended => " Run the same command again to begin anew.",
        _ => "",
    };

    private static string Word(UploadFailure failure) => failure switch
    {
        UploadFailure.KeyRefused => "keyRefused",
        UploadFailure.Refused => "refused",
        UploadFailure.Ended => "ended",
        UploadFailure.Unreachable => "unreachable",
        UploadFailure.FileChanged => "fileChanged",
        UploadFailure.LocalFile => "localFile",
        _ => "unexpected",
    };

    private static string Capital(string sentence)
    {
        // A path stays as it is; the library's words begin a sentence here.
        var begun = Path.IsPathRooted(sentence) || sentence.Length == 0 ? sentence : char.ToUpperInvariant(sentence[0]) + sentence[1..];
        return begun.EndsWith('.') ? begun : begun + ".";
    }
}
