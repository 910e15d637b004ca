using System.CommandLine;
using Slipway.Server;

namespace Slipway.Program.Serve;

/// <summary><c>slipway serve</c>: runs the service until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var data = DataOption.Create();
        var urls = new Option<string?>("--urls")
        {
            Description = "Where to listen [default: http://127.0.0.1:8080, or Slipway__Urls]",
            HelpName = "URL",
        };

        var command = new Command("serve", "Run the service") { data, urls };
        command.SetAction((parsed, ct) => Failures.ExplainAsync(async () =>
        {
            var settings = DataOption.ReadSettings(("Data", parsed.GetValue(data)), ("Urls", parsed.GetValue(urls)));
            await using var app = await SlipwayApp.BuildAsync(settings, configure: null, ct);
            await app.RunAsync();
            return ExitCode.Ok;
        }));

        return command;
    }
}
