using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Slipway.Acceptance.Load;
using Slipway.Acceptance.Support;

namespace Slipway.Acceptance.Faults;

public sealed class FailedSyncTests
{
    /// <summary>Which of the syncs that a part's PUT makes fails: its data, its journal, and whatever else comes before the 200.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_part_whose_sync_failed_is_not_acknowledged_and_the_service_is_not_ready(int failing)
    {
        var strace = Needs.Program("strace");
        using var world = new World("sync");
        await using var server = new Server(world.Data);
        await server.StartAsync();
        using var wire = new Wire(server.Url, server.Key!);
        var group = new LoadGroup("sync", [new LoadFile(1, "video", "clip.mp4", [50_000])], willBeCanceled: false);
        var started = (await wire.StartAsync(group.Order(), group.Name)).Body!;
        var (id, file) = ((string)started["sessionId"]!, (string)started["files"]![0]!["uploadId"]!);
        var url = (string)(await wire.PartUrlsAsync(id, file)).Body!["parts"]![0]!["url"]!;

        using (await InjectAsync(strace, server, $"fsync,fdatasync:error=EIO:when={failing}"))
        {
            var put = await wire.PutAsync(url, group.Files[0].Part(1));
            Assert.True((int)put.Status >= 500, $"The PUT answered {put.Status}.");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await server.StatusOfAsync("/health/ready"));
            Assert.Equal(HttpStatusCode.OK, await server.StatusOfAsync("/health/live"));
            var again = await wire.PutAsync(url, group.Files[0].Part(1)); // the second sync would succeed, and prove nothing
            Assert.Equal(HttpStatusCode.ServiceUnavailable, again.Status);
            Assert.Empty((await wire.PartsAsync(id, file)).Body!["parts"]!.AsArray());
        }

        await server.KillAsync();
        await server.StartAsync();
        var ledger = new Ledger();
        await new Uploader(wire, ledger, new LoadShape(), "sync", seed: 1).UploadAsync(group, TestContext.Current.CancellationToken);
        var oracle = new Oracle(server, ledger);
        await oracle.CheckAsync();
        await oracle.CheckInvariantsAsync(deep: true);
        Assert.Empty(ledger.Violations);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_complete_whose_sync_failed_is_not_acknowledged_and_converges_after_a_restart(int failing)
    {
        var strace = Needs.Program("strace");
        using var world = new World("sync");
        await using var server = new Server(world.Data);
        await server.StartAsync();
        using var wire = new Wire(server.Url, server.Key!);
        var group = new LoadGroup("sync", [new LoadFile(1, "video", "clip.mp4", [50_000])], willBeCanceled: false);
        var started = (await wire.StartAsync(group.Order(), group.Name)).Body!;
        var (id, file) = ((string)started["sessionId"]!, (string)started["files"]![0]!["uploadId"]!);
        var signed = await wire.PartUrlsAsync(id, file);
        Assert.True((await wire.PutAsync((string)signed.Body!["parts"]![0]!["url"]!, group.Files[0].Part(1))).Ok);

        using (await InjectAsync(strace, server, $"fsync,fdatasync:error=EIO:when={failing}"))
        {
            var answer = await wire.CompleteAsync(id, file, new JsonObject { ["partsFrom"] = "storage" });
            Assert.True((int)answer.Status >= 500, $"The complete answered {answer.Status}.");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await server.StatusOfAsync("/health/ready"));
        }

        await server.KillAsync();
        await server.StartAsync();
        await Eventually.IsTrueAsync("the complete converges", TimeSpan.FromSeconds(5), async () =>
            (await wire.CompleteAsync(id, file, new JsonObject { ["partsFrom"] = "storage" })).Body?["libraryId"] is not null);
        var ledger = new Ledger();
        await new Oracle(server, ledger).CheckInvariantsAsync(deep: true);
        Assert.Empty(ledger.Violations);
    }

    [Fact]
    public async Task Our_sync_tells_of_an_error_that_the_frameworks_swallows()
    {
        using var world = new World("canary");
        var told = await Command.RunAsync(
            Needs.Program("strace"),
            ["-f", "-qq", "-o", world.PathOf("trace"), "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO", "dotnet", Checkout.FaultyHost, "--canary", world.PathOf("file")]);

        // The day the framework's tells too, the last line changes, and with it our reason for having our own.
        Assert.Equal(["SyncData threw errno 5", "SyncAll threw errno 5", "SyncDirectory threw errno 5", "FileStream.Flush(true) was silent"], told.Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>From when this answers, the kernel refuses what is named; until it is disposed.</summary>
    private static async Task<IDisposable> InjectAsync(string strace, Server server, string fault)
    {
        var tracer = Command.Start(strace, ["-f", "-p", $"{server.ProcessId}", "-e", "trace=fsync,fdatasync", "-e", $"inject={fault}"]);
        var attached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        tracer.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("attached", StringComparison.Ordinal) ?? true)
            {
                attached.TrySetResult();
            }
        };
        tracer.BeginErrorReadLine();
        await attached.Task.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        Assert.False(tracer.HasExited, "strace could not attach.");
        return new Tracer(tracer);
    }

    private sealed class Tracer(Process process) : IDisposable
    {
        public void Dispose()
        {
            Signals.Send(process.Id, Signals.Interrupt); // it lets go of the process before it ends
            process.WaitForExit();
            process.Dispose();
        }
    }
}
