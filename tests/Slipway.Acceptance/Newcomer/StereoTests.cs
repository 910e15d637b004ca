using System.Text.Json.Nodes;
using Slipway.Acceptance.Load;
using Slipway.Acceptance.Support;

namespace Slipway.Acceptance.Newcomer;

/// <summary>What somebody does on the first day: a stereo video with captions, and things going wrong on the way.</summary>
public sealed class StereoTests
{
    [Fact]
    public async Task A_stereo_video_arrives_byte_for_byte_though_first_its_uploader_and_then_the_server_is_killed()
    {
        using var world = new World("newcomer");
        var (left, right) = (await Media.EyeAsync(world, "left.mov", 1), await Media.EyeAsync(world, "right.mov", 2));
        var captions = await Media.CaptionsAsync(world);
        string[] arguments = ["--left", left, "--right", right, "--subtitle", $"en={captions}", "--layout", "Separate", "--name", "Lighthouse"];
        await using var server = new Server(world.Data).With("Slipway__Uploads__PartBytes", $"{8 << 20}");
        await server.StartAsync();
        using var wire = new Wire(server.Url, server.Key!);

        // The uploader is killed when a fifth is stored.
        await using (var killed = new UploaderProcess(server, server.Key!, arguments))
        {
            await StoredAsync(wire, 120_000_000);
            await killed.KillAsync();
        }

        var kept = await StoredAsync(wire, 120_000_000);

        // The same command goes on; this time the server dies under it and comes back.
        await using var resumed = new UploaderProcess(server, server.Key!, arguments);
        await StoredAsync(wire, kept + 150_000_000);
        await server.KillAsync();
        await server.StartAsync();
        Assert.True(await resumed.EndAsync() == 0, resumed.Errors);

        var libraryId = (long?)resumed.Events.Last()["libraryId"];
        var item = Assert.Single(await wire.AllAsync("/api/library", "items", "groupId"));
        Assert.Equal(libraryId, (long)item["id"]!);
        Assert.Equal("Lighthouse", (string)item["name"]!);
        Assert.Equal(
            [("video_left", await Media.HashAsync(left)), ("video_right", await Media.HashAsync(right)), ("subtitle", await Media.HashAsync(captions))],
            await Task.WhenAll(item["files"]!.AsArray().Select(async file => ((string)file!["role"]!, await Media.HashAsync(ObjectOf(server, file))))));
        Assert.Single(await wire.AllAsync("/api/jobs", "jobs", "groupId"));
        await new Oracle(server, new Ledger()).CheckInvariantsAsync(deep: true);

        // Once more: it is there already, and nothing is sent.
        await using var again = new UploaderProcess(server, server.Key!, arguments);
        Assert.True(await again.EndAsync() == 0, again.Errors);
        Assert.Equal(libraryId, (long?)again.Events.Last()["libraryId"]);
        Assert.Single(await wire.AllAsync("/api/library", "items", "groupId"));
    }

    [Fact]
    public async Task Ctrl_C_leaves_an_upload_that_the_same_command_ends_or_cancels()
    {
        using var world = new World("newcomer");
        var video = world.PathOf("clip.mp4");
        await using (var file = File.Create(video))
        {
            for (var part = 1; part <= 40; part++)
            {
                await file.WriteAsync(Content.Of(5, part, LoadShape.PartBytes), TestContext.Current.CancellationToken);
            }
        }

        await using var server = new Server(world.Data).With("Slipway__Uploads__PartBytes", $"{LoadShape.PartBytes}");
        await server.StartAsync();
        using var wire = new Wire(server.Url, server.Key!);
        await using (var interrupted = new UploaderProcess(server, server.Key!, video))
        {
            await StoredAsync(wire, 20_000_000);
            Signals.Send(interrupted.ProcessId, Signals.Interrupt);
            Assert.Equal(130, await interrupted.EndAsync());
            Assert.Contains("same command", interrupted.Errors, StringComparison.Ordinal);
        }

        await using var canceled = new UploaderProcess(server, server.Key!, video, "--cancel");
        Assert.Equal(0, await canceled.EndAsync());
        Assert.Equal("canceled", (string)Assert.Single((await wire.GetAsync("/api/videos/uploads")).Body!["uploads"]!.AsArray())!["status"]!);
        await Eventually.IsTrueAsync("its bytes are gone", TimeSpan.FromSeconds(60), () =>
            Directory.EnumerateFiles(Path.Combine(server.Data, "store"), "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length) < 1_000_000);
    }

    /// <returns>How many bytes of the one open group are stored, once there are so many.</returns>
    private static async Task<long> StoredAsync(Wire wire, long atLeast)
    {
        long stored = 0;
        await Eventually.IsTrueAsync($"{atLeast} bytes are stored", TimeSpan.FromMinutes(1), async () =>
        {
            var group = (await wire.GetAsync("/api/videos/uploads")).Body!["uploads"]!.AsArray().SingleOrDefault();
            if (group is null)
            {
                return false;
            }

            var seen = await wire.GroupAsync((string)group["sessionId"]!);
            stored = seen.Body!["files"]!.AsArray().Sum(file => (long)file!["bytesStored"]!);
            return stored >= atLeast;
        });
        return stored;
    }

    private static string ObjectOf(Server server, JsonNode? file) => Path.Combine(server.Data, "store", "objects", (string)file!["objectKey"]!);
}
