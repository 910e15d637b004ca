using System.CommandLine;
using Slipway.Program.Keys;
using Slipway.Program.Serve;
using Slipway.Program.Upload;

var root = new RootCommand("Slipway takes files of any size straight into your own storage, as groups that belong together, verified, exactly once.")
{
    ServeCommand.Create(),
    KeysCommand.Create(),
    UploadCommand.Create(),
};

return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
