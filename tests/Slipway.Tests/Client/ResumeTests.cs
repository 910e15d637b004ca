using Slipway.Client;
using Slipway.Tests.Client.Support;

namespace Slipway.Tests.Client;

public sealed class ResumeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Canceling_leaves_the_upload_open_with_what_is_stored()
    {
        await using var world = await UploadWorld.StartAsync();

        await world.UploadPartlyAsync(world.Video(10_000), parts: 4);

        var group = Assert.Single(world.Server.Groups);
        Assert.Equal("uploading", group.Status);
        Assert.InRange(group.Files[0].Parts.Count, 4, 5);
        Assert.DoesNotContain(world.Server.Calls, call => call.StartsWith("DELETE", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Crc")]
    [InlineData("Md5")]
    public async Task The_same_request_sends_only_what_is_missing(string tags)
    {
        await using var world = await UploadWorld.StartAsync();
        world.Server.Store.Tags = Enum.Parse<TagStyle>(tags);
        var request = world.Video(10_500);
        await world.UploadPartlyAsync(request, parts: 4);
        var stored = world.Server.Groups[0].Files[0].Parts.Count;

        var done = await world.UploadAsync(request);

        var file = Assert.Single(world.Server.Groups).Files[0];
        Assert.Equal(await File.ReadAllBytesAsync(request.Files[0].Path, Token), file.Content());
        Assert.All(Enumerable.Range(1, 4), part => Assert.Equal(1, file.Puts[part]));
        Assert.Equal(11 - stored, world.Events.OfType<PartStored>().Count());
        Assert.Equal(stored * 1000, done.BytesKept);
        Assert.Equal(10_500 - (stored * 1000), done.BytesSent);
        Assert.True(Assert.Single(world.Events.OfType<UploadStarted>()).Resumed);
    }

    [Fact]
    public async Task Another_client_continues_as_well_because_the_server_is_the_memory()
    {
        await using var world = await UploadWorld.StartAsync();
        var request = world.TwoEyes(6_000, 6_000);
        await world.UploadPartlyAsync(request, parts: 7);

        var elsewhere = request with { Files = [.. request.Files.Select(file => file with { Path = Path.GetRelativePath(Environment.CurrentDirectory, file.Path) })] };
        await world.UploadAsync(elsewhere);

        Assert.Single(world.Server.Groups);
    }

    [Fact]
    public async Task More_stored_parts_than_one_page_lists_are_all_kept()
    {
        await using var world = await UploadWorld.StartAsync();
        world.Server.PartBytes = 1;
        var request = world.Video(2_300);
        await world.UploadPartlyAsync(request, parts: 2_250);

        await world.UploadAsync(request);

        Assert.InRange(world.Events.OfType<PartStored>().Count(), 49, 50);
        Assert.Equal(3, world.Server.Calls.Count(call => call.EndsWith("/parts", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_part_whose_bytes_nothing_proves_is_sent_again()
    {
        await using var world = await UploadWorld.StartAsync();
        world.Server.Store.Tags = TagStyle.Opaque;
        var request = world.Video(5_000);
        await world.UploadPartlyAsync(request, parts: 3);

        await world.UploadAsync(request);

        Assert.Equal(5, world.Events.OfType<PartStored>().Count());
    }

    [Fact]
    public async Task A_changed_file_is_refused_with_its_name_and_part_before_anything_is_sent()
    {
        await using var world = await UploadWorld.StartAsync();
        var request = world.Video(10_000);
        await world.UploadPartlyAsync(request, parts: 4);
        var puts = world.Server.Groups[0].Files[0].Puts.Values.Sum();
        ChangeByte(request.Files[0].Path, 2_999);

        var refused = await Assert.ThrowsAsync<FileChangedException>(() => world.UploadAsync(request));

        Assert.Equal((request.Files[0].Path, 3), (refused.Path, refused.PartNumber));
        Assert.Equal(UploadFailure.FileChanged, refused.Failure);
        Assert.Equal(puts, world.Server.Groups[0].Files[0].Puts.Values.Sum());
    }

    [Fact]
    public async Task A_file_of_another_size_is_refused_with_both_sizes()
    {
        await using var world = await UploadWorld.StartAsync();
        var request = world.Video(10_000);
        await world.UploadPartlyAsync(request, parts: 4);
        world.File("reef.mov", 10_001);

        var refused = await Assert.ThrowsAsync<FileChangedException>(() => world.UploadAsync(request));

        Assert.Null(refused.PartNumber);
        Assert.Contains("10000", refused.Message, StringComparison.Ordinal);
        Assert.Contains("10001", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_description_for_an_open_upload_is_refused_and_is_no_changed_file()
    {
        await using var world = await UploadWorld.StartAsync();
        var request = world.Video(10_000);
        await world.UploadPartlyAsync(request, parts: 4);

        var refused = await Assert.ThrowsAsync<SlipwayException>(() => world.UploadAsync(request with { Description = "new" }));

        Assert.Equal(UploadFailure.Refused, refused.Failure);
    }

    [Fact]
    public async Task Restarting_cancels_the_open_upload_and_makes_the_next()
    {
        await using var world = await UploadWorld.StartAsync();
        var request = world.Video(10_000);
        await world.UploadPartlyAsync(request, parts: 4);
        ChangeByte(request.Files[0].Path, 2_999);

        var done = await world.UploadAsync(request with { Restart = true });

        Assert.Equal(["canceled", "completed"], world.Server.Groups.Select(group => group.Status));
        Assert.Equal(world.Server.Groups[1].LibraryId, done.LibraryId);
        Assert.Equal(await File.ReadAllBytesAsync(request.Files[0].Path, Token), world.Server.Groups[1].Files[0].Content());
    }

    [Fact]
    public async Task Restarting_with_nothing_begun_is_just_starting()
    {
        await using var world = await UploadWorld.StartAsync();

        await world.UploadAsync(world.Video(1_500, restart: true));

        Assert.Single(world.Server.Groups);
    }

    [Fact]
    public async Task A_finished_upload_answers_at_once_with_its_library_item()
    {
        await using var world = await UploadWorld.StartAsync();
        var request = world.Video(5_000);
        var first = await world.UploadAsync(request);
        var puts = world.Server.Groups[0].Files[0].Puts.Values.Sum();

        var second = await world.UploadAsync(request);

        Assert.Equal((first.LibraryId, true), (second.LibraryId, second.AlreadyComplete));
        Assert.Equal(puts, world.Server.Groups[0].Files[0].Puts.Values.Sum());
    }

    [Fact]
    public async Task Restarting_a_finished_upload_makes_a_second_library_item()
    {
        await using var world = await UploadWorld.StartAsync();
        var request = world.Video(5_000);
        var first = await world.UploadAsync(request);

        var second = await world.UploadAsync(request with { Restart = true });

        Assert.NotEqual(first.LibraryId, second.LibraryId);
        Assert.Equal(["completed", "completed"], world.Server.Groups.Select(group => group.Status));
    }

    [Fact]
    public async Task A_file_of_another_size_than_a_finished_upload_is_a_new_upload()
    {
        await using var world = await UploadWorld.StartAsync();
        var request = world.Video(5_000);
        var first = await world.UploadAsync(request);
        world.File("reef.mov", 6_000, seed: 9);

        var second = await world.UploadAsync(request);

        Assert.NotEqual(first.LibraryId, second.LibraryId);
    }

    [Theory]
    [InlineData("canceled")]
    [InlineData("expired")]
    public async Task An_upload_that_is_over_is_begun_again(string status)
    {
        await using var world = await UploadWorld.StartAsync();
        var request = world.Video(5_000);
        await world.UploadPartlyAsync(request, parts: 2);
        world.Server.Groups[0].End(status);

        var done = await world.UploadAsync(request);

        Assert.Equal([status, "completed"], world.Server.Groups.Select(group => group.Status));
        Assert.Equal(5_000, done.BytesSent);
    }

    [Fact]
    public async Task An_upload_that_somebody_cancels_meanwhile_says_so()
    {
        await using var world = await UploadWorld.StartAsync();
        world.Heard = happened =>
        {
            if (happened is PartStored { PartNumber: 3 })
            {
                world.Server.Groups[0].End("canceled");
            }
        };

        var failed = await Assert.ThrowsAsync<SlipwayException>(() => world.Client(parallel: 1).UploadAsync(world.Video(3_000), world, Token));

        Assert.Equal(UploadFailure.Ended, failed.Failure);
        Assert.Contains("canceled", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Canceling_the_request_cancels_its_open_upload_even_when_the_file_is_gone()
    {
        await using var world = await UploadWorld.StartAsync();
        var request = world.Video(5_000);
        await world.UploadPartlyAsync(request, parts: 2);
        var stored = world.Server.Groups[0].Files[0].Parts.Values.Sum(part => part.Length);
        File.Delete(request.Files[0].Path);

        var canceled = await world.Client().CancelAsync(request, cancellation: Token);

        Assert.Equal(new CanceledUpload(world.Server.Groups[0].Id, stored), canceled);
        Assert.Equal("canceled", Assert.Single(world.Server.Groups).Status);
    }

    [Fact]
    public async Task Canceling_when_nothing_is_open_leaves_nothing_open()
    {
        await using var world = await UploadWorld.StartAsync();
        var request = world.Video(5_000);
        var done = await world.UploadAsync(request);

        Assert.Null(await world.Client().CancelAsync(request, cancellation: Token));

        Assert.Equal(done.LibraryId, world.Server.Groups[0].LibraryId);
        Assert.Equal("completed", world.Server.Groups[0].Status);
        Assert.All(world.Server.Groups.Skip(1), group => Assert.Equal("canceled", group.Status));
    }

    private static void ChangeByte(string path, long at)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        var was = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(was ^ 1));
    }
}
