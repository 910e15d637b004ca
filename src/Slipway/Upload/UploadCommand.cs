using System.CommandLine;
using Slipway.Client;
using Slipway.Program.Upload.Reporting;

namespace Slipway.Program.Upload;

/// <summary><c>slipway upload</c>: the uploader for people and scripts.</summary>
internal static class UploadCommand
{
    public static Command Create() => Create(TimeProvider.System);

    /// <param name="time">The clock of waits, time-outs and shown rates.</param>
    public static Command Create(TimeProvider time)
    {
        var options = new UploadOptions();
        var command = new Command("upload", $"""
            Upload a video and the files that belong to it. The same command continues an upload that was interrupted.

            Only the library id goes to the output; progress and errors go to the error stream.

            {ExitCodes.Help}
            """);
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(options, parsed, time, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(UploadOptions options, ParseResult parsed, TimeProvider time, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        var error = parsed.InvocationConfiguration.Error;
        UploadArguments asked;
        try
        {
            asked = options.Read(parsed);
        }
        catch (UsageException usage)
        {
            await error.WriteLineAsync(usage.Message);
            return ExitCodes.Usage;
        }

        var isTerminal = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;
        UploadReporter reporter = asked switch
        {
            { Json: true } => new JsonReporter(output, time),
            { Quiet: true } => new QuietReporter(),
            _ when isTerminal => BarsReporter.On(error, time),
            _ => new PlainReporter(error, time),
        };
        using var client = new SlipwayClient(new SlipwayClientOptions
        {
            Server = asked.Server,
            Key = asked.Key,
            Parallel = asked.Parallel,
            Time = time,
        });
        using var interrupt = new Interrupt(cancellation);
        return await new UploadRun(asked, client, reporter, output, error, time).RunAsync(interrupt.Token);
    }
}
