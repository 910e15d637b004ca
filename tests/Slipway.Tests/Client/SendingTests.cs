using System.Text.Json.Nodes;
using Slipway.Client;
using Slipway.Tests.Client.Support;

namespace Slipway.Tests.Client;

public sealed class SendingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(999, 1)]
    [InlineData(1000, 1)]
    [InlineData(1001, 2)]
    [InlineData(12_345, 13)]
    public async Task The_stored_parts_are_the_file_cut_as_the_server_planned(long bytes, int parts)
    {
        await using var world = await UploadWorld.StartAsync();
        var request = world.Video(bytes);

        var done = await world.UploadAsync(request);

        var group = Assert.Single(world.Server.Groups);
        Assert.Equal(parts, group.Files[0].Parts.Count);
        Assert.Equal(await File.ReadAllBytesAsync(request.Files[0].Path, Token), group.Files[0].Content());
        Assert.Equal(group.LibraryId, done.LibraryId);
        Assert.Equal((bytes, 0), (done.BytesSent, done.BytesKept));
    }

    [Fact]
    public async Task A_part_larger_than_every_buffer_arrives_whole()
    {
        await using var world = await UploadWorld.StartAsync();
        world.Server.PartBytes = 5_000_001;
        var request = world.Video(7_000_003);

        await world.UploadAsync(request);

        Assert.Equal(await File.ReadAllBytesAsync(request.Files[0].Path, Token), world.Server.Groups[0].Files[0].Content());
    }

    [Fact]
    public async Task A_group_of_many_files_ends_as_one_library_item()
    {
        await using var world = await UploadWorld.StartAsync();
        var request = world.TwoEyes(5_500, 4_100) with { Description = "At the reef" };
        request = request with { Files = [.. request.Files, new UploadFile(world.File("de.srt", 77, 3), "subtitle", "de")] };

        var done = await world.UploadAsync(request);

        var group = Assert.Single(world.Server.Groups);
        Assert.Equal("completed", group.Status);
        Assert.Equal(group.LibraryId, done.LibraryId);
        foreach (var (asked, stored) in request.Files.Zip(group.Files))
        {
            Assert.Equal(await File.ReadAllBytesAsync(asked.Path, Token), stored.Content());
        }

        var sent = JsonNode.Parse(group.Body)!;
        Assert.Equal("de", sent["files"]![2]!["languageTag"]!.GetValue<string>());
        Assert.Equal("At the reef", sent["description"]!.GetValue<string>());
        Assert.False(sent.AsObject().ContainsKey("folderName"));
        Assert.False(sent["files"]![0]!.AsObject().ContainsKey("languageTag"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task The_bound_of_parallel_parts_is_shared_by_all_files(int parallel)
    {
        await using var world = await UploadWorld.StartAsync();
        var together = new TaskCompletionSource();
        var waiting = 0;
        world.Server.Store.Instead = async (http, _, _, _) =>
        {
            // Nobody goes on before as many as are allowed have come, so the bound is reached and not merely respected.
            if (Interlocked.Increment(ref waiting) >= parallel)
            {
                together.TrySetResult();
            }

            await together.Task.WaitAsync(http.RequestAborted);
            return false;
        };

        await world.Client(parallel).UploadAsync(world.TwoEyes(10_000, 10_000), cancellation: Token);

        Assert.Equal(parallel, world.Server.Store.MostAtOnce);
    }

    [Fact]
    public async Task Two_files_go_in_step_whatever_their_sizes()
    {
        await using var world = await UploadWorld.StartAsync();

        await world.Client(parallel: 1).UploadAsync(world.TwoEyes(20_000, 5_000), world, Token);

        var order = world.Events.OfType<PartStored>().Select(stored => stored.File.Role).ToList();
        for (var sent = 5; sent <= 25; sent += 5)
        {
            Assert.Equal(sent / 5, order.Take(sent).Count(role => role == "video_right"));
        }
    }

    [Fact]
    public async Task Addresses_are_fetched_in_small_batches_and_each_part_once()
    {
        await using var world = await UploadWorld.StartAsync();

        await world.UploadAsync(world.Video(100_000));

        Assert.Equal([32, 32, 32, 4], world.Server.UrlBatches);
        Assert.All(world.Server.Groups[0].Files[0].Puts.Values, puts => Assert.Equal(1, puts));
    }

    [Theory]
    [InlineData("Opaque", "parts")]
    [InlineData("Md5", "parts")]
    [InlineData("Crc", "parts")]
    [InlineData("Hidden", "partsFrom")]
    public async Task Completing_hands_over_the_tokens_or_asks_the_store_to_look_itself(string tags, string how)
    {
        await using var world = await UploadWorld.StartAsync();
        world.Server.Store.Tags = Enum.Parse<TagStyle>(tags);

        await world.UploadAsync(world.Video(2_500));

        Assert.Equal(how, Assert.Single(world.Server.Groups[0].Files[0].CompletedWith!).Key);
    }

    [Fact]
    public async Task A_part_that_the_store_got_wrong_is_sent_again_and_never_accepted()
    {
        await using var world = await UploadWorld.StartAsync();
        world.Server.Store.Damages = (part, turn) => part == 2 && turn <= 2;
        var request = world.Video(3_000);

        await world.UploadAsync(request);

        var file = world.Server.Groups[0].Files[0];
        Assert.Equal(await File.ReadAllBytesAsync(request.Files[0].Path, Token), file.Content());
        Assert.Equal([1, 3, 1], file.Puts.OrderBy(put => put.Key).Select(put => put.Value));
        Assert.Equal(2, world.Events.OfType<Retrying>().Count(retry => retry.Reason.Contains("checksum", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_store_that_never_gets_a_part_right_ends_the_upload()
    {
        await using var world = await UploadWorld.StartAsync();
        world.Server.Store.Damages = (part, _) => part == 2;

        var failed = await Assert.ThrowsAsync<SlipwayException>(() => world.Client(attempts: 4).UploadAsync(world.Video(3_000), world, Token));

        Assert.Equal(UploadFailure.Refused, failed.Failure);
        Assert.Equal(4, world.Server.Groups[0].Files[0].Puts[2]);
        Assert.NotEqual("completed", world.Server.Groups[0].Status);
    }

    [Fact]
    public async Task The_answer_of_a_complete_that_was_lost_is_asked_for_again()
    {
        await using var world = await UploadWorld.StartAsync();
        var lost = 0;
        world.Server.Instead = async http =>
        {
            if (http.Request.Path.Value!.EndsWith("/complete", StringComparison.Ordinal) && lost++ == 0)
            {
                http.Abort();
                return true;
            }

            await Task.CompletedTask;
            return false;
        };

        var done = await world.UploadAsync(world.Video(2_500));

        Assert.Equal(world.Server.Groups[0].LibraryId, done.LibraryId);
        Assert.Single(world.Events.OfType<Retrying>());
    }

    [Fact]
    public async Task A_refused_complete_of_a_file_that_is_complete_is_a_success()
    {
        await using var world = await UploadWorld.StartAsync();
        world.Server.Instead = async http =>
        {
            if (!http.Request.Path.Value!.EndsWith("/complete", StringComparison.Ordinal))
            {
                return false;
            }

            // The first request worked and only its answer was lost; this is what a stricter server says to the second.
            var group = world.Server.Groups[0];
            (group.Status, group.Files[0].Status, group.LibraryId) = ("completed", "completed", 77);
            await FakeServer.Error(409, "wrong_state", "The file is completed.").ExecuteAsync(http);
            return true;
        };

        Assert.Equal(77, (await world.UploadAsync(world.Video(2_500))).LibraryId);
    }

    [Fact]
    public async Task A_file_that_is_written_to_meanwhile_is_not_completed()
    {
        await using var world = await UploadWorld.StartAsync();
        var request = world.Video(3_000);
        world.Heard = happened =>
        {
            if (happened is PartStored { PartNumber: 1 })
            {
                File.SetLastWriteTimeUtc(request.Files[0].Path, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            }
        };

        var refused = await Assert.ThrowsAsync<FileChangedException>(() => world.UploadAsync(request));

        Assert.Equal(request.Files[0].Path, refused.Path);
        Assert.DoesNotContain(world.Server.Calls, call => call.EndsWith("/complete", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_shrinks_meanwhile_is_named_with_its_part()
    {
        await using var world = await UploadWorld.StartAsync();
        var request = world.Video(3_000);
        world.Heard = happened =>
        {
            if (happened is SendingStarted)
            {
                using var file = File.Open(request.Files[0].Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                file.SetLength(1_500);
            }
        };

        var refused = await Assert.ThrowsAsync<FileChangedException>(() => world.Client(parallel: 1).UploadAsync(request, world, Token));

        Assert.Equal(2, refused.PartNumber);
    }
}
