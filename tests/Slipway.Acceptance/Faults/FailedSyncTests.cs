using System.Net;
using System.Text.Json.Nodes;
using Slipway.Acceptance.Load;
using Slipway.Acceptance.Support;

namespace Slipway.Acceptance.Faults;

public sealed class FailedSyncTests
{
    private static readonly JsonObject FromStorage = new() { ["partsFrom"] = "storage" };

    [Theory]
    [InlineData("data")]
    [InlineData("journal")]
    public async Task A_part_whose_sync_failed_is_not_acknowledged_and_the_service_is_not_ready_until_a_restart(string file)
    {
        await using var story = await StoryAsync();

        using (await Injection.StartAsync(story.Server, "EIO", Path.Combine(story.UploadFolder, file)))
        {
            var put = await story.PutAsync();
            Assert.True((int)put.Status >= 500, $"The PUT answered {put.Status}.");
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await story.Server.StatusOfAsync("/health/ready"));
        Assert.Equal(HttpStatusCode.OK, await story.Server.StatusOfAsync("/health/live"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await story.PutAsync()).Status); // the next sync would succeed, and prove nothing
        Assert.Empty((await story.Wire.PartsAsync(story.Group.Id!, story.File.Id!)).Body!["parts"]?.AsArray() ?? []); // or 503
        await story.ConvergesAfterARestartAsync((uploader, stop) => uploader.FinishAsync(story.Group, stop));
    }

    [Theory]
    [InlineData("store/multipart/*/data")]
    [InlineData("store/multipart/*")]
    [InlineData("store/objects")]
    [InlineData("slipway.db-wal")]
    public async Task A_complete_whose_sync_failed_is_not_acknowledged_and_converges_after_a_restart(string failing)
    {
        await using var story = await StoryAsync();
        Assert.True((await story.PutAsync()).Ok);
        var path = Path.Combine(story.Server.Data, failing.Replace("*", Path.GetFileName(story.UploadFolder), StringComparison.Ordinal));

        Answer answer;
        using (await Injection.StartAsync(story.Server, "EIO", path))
        {
            answer = await story.Wire.CompleteAsync(story.Group.Id!, story.File.Id!, FromStorage);
        }

        Assert.True((int)answer.Status >= 500, $"The complete answered {answer.Status} {answer.Body}.");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await story.Server.StatusOfAsync("/health/ready"));
        await story.ConvergesAfterARestartAsync((uploader, stop) => uploader.CompleteAsync(story.Group, stop));
    }

    [Fact]
    public async Task Our_sync_tells_of_an_error_that_the_frameworks_swallows()
    {
        using var world = new World("canary");
        var told = await Command.RunAsync(
            Needs.Program("strace"),
            [
                "-f", "-qq", "-o", world.PathOf("trace"), "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO",
                "dotnet", Checkout.FaultyHost, "--canary", world.PathOf("file"),
            ]);

        // The day the framework's tells too, the last line changes, and with it our reason for having our own.
        Assert.Equal(
            ["SyncData threw errno 5", "SyncAll threw errno 5", "SyncDirectory threw errno 5", "FileStream.Flush(true) was silent"],
            told.Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>One upload of one part, as far as its URL.</summary>
    private static async Task<Story> StoryAsync()
    {
        Needs.Program("strace");
        var world = new World("sync");
        var server = new Server(world.Data);
        await server.StartAsync();
        var wire = new Wire(server.Url, server.Key!);
        var group = new LoadGroup("sync", [new LoadFile(1, "video", "clip.mp4", [50_000])], willBeCanceled: false);
        var started = (await wire.StartAsync(group.Order(), group.Name)).Body!;
        group.Id = (string)started["sessionId"]!;
        group.Files[0].Id = (string)started["files"]![0]!["uploadId"]!;
        var url = (string)(await wire.PartUrlsAsync(group.Id, group.Files[0].Id!)).Body!["parts"]![0]!["url"]!;
        return new Story(world, server, wire, group, url, Directory.GetDirectories(Path.Combine(server.Data, "store", "multipart")).Single());
    }

    private sealed record Story(World World, Server Server, Wire Wire, LoadGroup Group, string Url, string UploadFolder) : IAsyncDisposable
    {
        public LoadFile File => Group.Files[0];

        public Task<Put> PutAsync() => Wire.PutAsync(Url, File.Part(1));

        public async Task ConvergesAfterARestartAsync(Func<Uploader, CancellationToken, Task> goOn)
        {
            await Server.KillAsync();
            await Server.StartAsync();
            var ledger = new Ledger();
            ledger.Started(Group);
            await goOn(new Uploader(Wire, ledger, new LoadShape(ResentPerHundred: 0), "sync", seed: 1), TestContext.Current.CancellationToken);
            var oracle = new Oracle(Server, ledger);
            await oracle.CheckAsync();
            await oracle.CheckInvariantsAsync(deep: true);
            Assert.Empty(ledger.Violations);
        }

        public async ValueTask DisposeAsync()
        {
            Wire.Dispose();
            await Server.DisposeAsync();
            World.Dispose();
        }
    }
}
