using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Slipway.Server.Configuration;

namespace Slipway.Program;

/// <summary>The option that names the data folder, for every command that opens one.</summary>
internal static class DataOption
{
    public static Option<string?> Create() => new("--data")
    {
        Description = "The data folder [default: ./slipway-data, or Slipway__Data]",
        HelpName = "DIR",
    };

    /// <summary>The settings as `slipway serve` would read them here, with what flags say on top.</summary>
    public static SlipwaySettings ReadSettings(params (string Key, string? Value)[] flags)
    {
        var configuration = new ConfigurationBuilder()
            .SetBasePath(Directory.GetCurrentDirectory())
            .AddJsonFile("appsettings.json", optional: true)
            .AddEnvironmentVariables()
            .AddInMemoryCollection(flags.Where(flag => flag.Value is not null).Select(flag => KeyValuePair.Create($"Slipway:{flag.Key}", flag.Value)))
            .Build();

        return SlipwaySettings.Read(configuration);
    }
}
