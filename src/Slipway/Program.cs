using System.CommandLine;
using Slipway.Program;
using Slipway.Program.Fsck;
using Slipway.Program.Keys;
using Slipway.Program.Serve;
using Slipway.Program.Upload;

var root = new RootCommand("Slipway takes files of any size straight into your own storage, as groups that belong together, verified, exactly once.")
{
    ServeCommand.Create(),
    KeysCommand.Create(),
    UploadCommand.Create(),
    FsckCommand.Create(),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
    {
        await Console.Error.WriteLineAsync($"slipway: {error.Message}");
    }

    await Console.Error.WriteLineAsync("`slipway COMMAND --help` shows what a command takes.");
    return ExitCode.Usage;
}

return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
