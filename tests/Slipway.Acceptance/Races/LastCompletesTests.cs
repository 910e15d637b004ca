using System.Text.Json.Nodes;
using Slipway.Acceptance.Load;
using Slipway.Acceptance.Support;

namespace Slipway.Acceptance.Races;

public sealed class LastCompletesTests
{
    [Fact]
    public async Task Two_last_files_at_once_always_finish_their_group_once() => Assert.Equal(0, await CountUnfinishedAsync(plant: null, Soak.Times(200)));

    [Fact]
    public async Task The_control_that_decides_before_it_locks_leaves_groups_unfinished() => Assert.NotEqual(0, await CountUnfinishedAsync("naive-finalize", 60));

    /// <summary>Groups of two files, all parts there, both completed at the same moment: how many answers carry no library id, or two?</summary>
    private static async Task<int> CountUnfinishedAsync(string? plant, int groups)
    {
        using var world = new World("races");
        await using var server = new Server(world.Data, plant);
        await server.StartAsync();
        using var wire = new Wire(server.Url, server.Key!);
        var unfinished = 0;
        for (var count = 1; count <= groups; count++)
        {
            var group = new LoadGroup($"race-{count}", [new(count, "video", "clip.mp4", [100]), new(-count, "subtitle", "captions.srt", [100])], willBeCanceled: false);
            var started = (await wire.StartAsync(group.Order(), group.Name)).Body!;
            var id = (string)started["sessionId"]!;
            string[] files = [.. started["files"]!.AsArray().Select(file => (string)file!["uploadId"]!)];
            for (var i = 0; i < files.Length; i++)
            {
                var signed = await wire.PartUrlsAsync(id, files[i]);
                Assert.True((await wire.PutAsync((string)signed.Body!["parts"]![0]!["url"]!, group.Files[i].Part(1))).Ok);
            }

            var answers = await Task.WhenAll(files.Select(file => wire.CompleteAsync(id, file, new JsonObject { ["partsFrom"] = "storage" })));
            Assert.All(answers, answer => Assert.True(answer.Ok, answer.Body?.ToJsonString()));
            unfinished += answers.Select(answer => (long?)answer.Body!["libraryId"]).OfType<long>().Distinct().Count() == 1 ? 0 : 1;
        }

        Report.Write(plant is null ? "last completes" : "last completes, control naive-finalize", new JsonObject { ["groups"] = groups, ["unfinished"] = unfinished });
        return unfinished;
    }
}
