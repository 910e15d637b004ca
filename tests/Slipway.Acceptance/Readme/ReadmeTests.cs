using System.Text.Json.Nodes;
using Slipway.Acceptance.Newcomer;
using Slipway.Acceptance.Support;

namespace Slipway.Acceptance.Readme;

/// <summary>What the README tells people to type is what is run here, taken from the README itself.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task The_upload_with_curl_alone_works_as_it_is_written()
    {
        var (shell, _) = (Needs.Program("bash"), Needs.Program("curl"));
        Needs.Program("jq");
        using var world = new World("readme");
        var video = await Media.EyeAsync(world, "clip.mov", 3);
        await using var server = new Server(world.Data).With("Slipway__Uploads__PartBytes", $"{32 << 20}");
        await server.StartAsync();

        var done = await Command.RunAsync(shell, ["-e", "-c", ShellAfter("## A real upload")], world.Folder, new Dictionary<string, string>
        {
            ["SLIPWAY_SERVER"] = server.Url.OriginalString,
            ["SLIPWAY_KEY"] = server.Key!,
        });

        var answer = JsonNode.Parse(done.Succeeded().Output)!;
        using var wire = new Wire(server.Url, server.Key!);
        var item = (await wire.GetAsync($"/api/library/{(long)answer["libraryId"]!}")).Body!;
        var stored = Path.Combine(server.Data, "store", "objects", (string)item["files"]![0]!["objectKey"]!);
        Assert.Equal(await Media.HashAsync(video), await Media.HashAsync(stored));
    }

    /// <summary>The ```sh blocks of one section, as one script.</summary>
    private static string ShellAfter(string heading)
    {
        var lines = File.ReadAllLines(Path.Combine(Checkout.Root, "README.md"));
        var (within, fenced) = (false, false);
        var script = new List<string>();
        foreach (var line in lines)
        {
            if (!fenced && line.StartsWith("## ", StringComparison.Ordinal))
            {
                within = line == heading;
            }
            else if (within && line.StartsWith("```", StringComparison.Ordinal))
            {
                fenced = !fenced && line == "```sh";
            }
            else if (within && fenced)
            {
                script.Add(line);
            }
        }

        Assert.NotEmpty(script);
        return string.Join('\n', script);
    }
}
