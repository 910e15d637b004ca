using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Server.Checking;

namespace Slipway.Program.Fsck;

/// <summary><c>slipway fsck</c>: holds the catalog and the store against what may never be otherwise, also beside a running server. Changes nothing.</summary>
internal static class FsckCommand
{
    public static Command Create()
    {
        var data = DataOption.Create();
        var deep = new Option<bool>("--deep") { Description = "Also read every byte of every object and part, and compare the checksums" };
        var json = new Option<bool>("--json") { Description = "One JSON object per finding and line" };

        var command = new Command("fsck", $"Check the data folder, also beside a running server; changes nothing. Exit code 0: nothing found; {ExitCode.Findings}: findings")
        {
            data, deep, json,
        };
        command.SetAction((parsed, ct) => Failures.ExplainAsync(async () =>
        {
            var settings = DataOption.ReadSettings(("Data", parsed.GetValue(data)));
            await using var check = await FolderCheck.OpenAsync(settings, ct);
            var count = 0;
            await foreach (var finding in check.RunAsync(parsed.GetValue(deep), ct))
            {
                count++;
                Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(finding, FindingJson.Default.Finding) : $"{finding.Invariant} {finding.Subject}: {finding.What}");
            }

            await Console.Error.WriteLineAsync(count == 0 ? "Nothing found." : $"{count} {(count == 1 ? "finding" : "findings")}.");
            return count == 0 ? ExitCode.Ok : ExitCode.Findings;
        }));

        return command;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Finding))]
internal sealed partial class FindingJson : JsonSerializerContext;
