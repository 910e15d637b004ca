using Microsoft.Extensions.Configuration;
using Slipway.FaultyHost;
using Slipway.Server;
using Slipway.Server.Configuration;

// slipway serve with a planted fault, for the controls of the harnesses that hunt such faults. The program itself has no such switch.
var options = new ConfigurationBuilder().AddCommandLine(args).Build();
if (options["canary"] is { } file)
{
    Canary.Sing(file, Console.Out);
    return 0;
}

var plant = Plants.Find(options["plant"] ?? throw new ArgumentException("--plant is missing."));
var settings = SlipwaySettings.Read(new ConfigurationBuilder()
    .AddEnvironmentVariables()
    .AddInMemoryCollection([new("Slipway:Data", options["data"]), new("Slipway:Urls", options["urls"])])
    .Build());
await using var app = await SlipwayApp.BuildAsync(settings, plant, CancellationToken.None);
await app.RunAsync();
return 0;
