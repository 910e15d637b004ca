using Slipway.Tests.Support;

namespace Slipway.Tests.Dialects.SpatialGen;

/// <summary>What a complete takes, and what its repeats answer.</summary>
public sealed class CompleteTests
{
    [Fact]
    public async Task Twelve_of_thirteen_parts_are_refused_and_then_thirteen_accepted()
    {
        await using var host = await SlipwayHost.StartAsync(Small);
        var group = await host.SpatialGen.StartAsync(StartBody.Flat(SmallParts.Of(13) - 100));
        var tags = await host.SpatialGen.UploadAsync(group.Files[0]);

        Assert.Contains("7", (await host.SpatialGen.CompleteAnswer(group.Files[0], tags.Where(tag => tag.PartNumber != 7))).Refused(400, "missing_parts"), StringComparison.Ordinal);
        Assert.Equal("uploading", (await host.SpatialGen.ViewAnswer(group)).Ok().Json.GetProperty("files")[0].GetProperty("status").GetString());

        Assert.True((await host.SpatialGen.CompleteAsync(group.Files[0], tags)).LibraryId > 0);
    }

    [Fact]
    public async Task Thirteen_tags_for_twelve_stored_parts_are_refused_until_the_thirteenth_is_sent()
    {
        await using var host = await SlipwayHost.StartAsync(Small);
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat(SmallParts.Of(13)))).Files[0];
        var parts = await host.SpatialGen.SignAsync(file);
        var tags = new List<PartTag>();
        foreach (var part in parts.SkipLast(1))
        {
            tags.Add(await host.SpatialGen.PutAsync(part));
        }

        Assert.Contains("13", (await host.SpatialGen.CompleteAnswer(file, [.. tags, new PartTag(13, "\"made-up\"")])).Refused(409, "parts_not_stored"), StringComparison.Ordinal);

        tags.Add(await host.SpatialGen.PutAsync(parts[12]));
        Assert.True((await host.SpatialGen.CompleteAsync(file, tags)).LibraryId > 0);
    }

    [Fact]
    public async Task Parts_may_come_in_any_order()
    {
        await using var host = await SlipwayHost.StartAsync(Small);
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat(SmallParts.Of(4)))).Files[0];
        var tags = await host.SpatialGen.UploadAsync(file);

        Assert.Equal("completed", (await host.SpatialGen.CompleteAsync(file, [tags[2], tags[0], tags[3], tags[1]])).Status);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("\"{0}\"")]
    [InlineData("W/\"{0}\"")]
    [InlineData(" \"{0}\" ")]
    [InlineData("&quot;{0}&quot;")]
    public async Task An_etag_may_come_with_its_quotes_or_without(string form)
    {
        await using var host = await SlipwayHost.StartAsync(Small);
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat(SmallParts.Of(2)))).Files[0];
        var tags = (await host.SpatialGen.UploadAsync(file)).Select(tag => tag with { Etag = form.Replace("{0}", tag.Etag.Trim('"'), StringComparison.Ordinal) });

        Assert.Equal("completed", (await host.SpatialGen.CompleteAsync(file, tags)).Status);
    }

    [Fact]
    public async Task A_single_put_completes_with_and_without_parts()
    {
        await using var host = await SlipwayHost.StartAsync();
        foreach (var json in (string[])["", "{}", """{"parts": []}""", """{"parts": null}"""])
        {
            var file = (await host.SpatialGen.StartAsync(StartBody.Flat())).Files[0];
            await host.SpatialGen.UploadAsync(file);

            (await host.SpatialGen.CompleteAnswer(file, json)).Ok();
        }

        var listed = (await host.SpatialGen.StartAsync(StartBody.Flat())).Files[0];
        Assert.True((await host.SpatialGen.CompleteAsync(listed, await host.SpatialGen.UploadAsync(listed))).LibraryId > 0);
    }

    [Fact]
    public async Task A_single_puts_etag_is_checked_when_it_is_given()
    {
        await using var host = await SlipwayHost.StartAsync();
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat())).Files[0];
        await host.SpatialGen.UploadAsync(file);

        (await host.SpatialGen.CompleteAnswer(file, [new PartTag(1, "\"another\"")])).Refused(409, "invalid_part");
        (await host.SpatialGen.CompleteAnswer(file)).Ok();
    }

    [Fact]
    public async Task A_single_put_that_never_arrived_cannot_be_completed()
    {
        await using var host = await SlipwayHost.StartAsync();
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat())).Files[0];

        (await host.SpatialGen.CompleteAnswer(file)).Refused(409, "parts_not_stored");
        await host.SpatialGen.SignAsync(file);
        (await host.SpatialGen.CompleteAnswer(file)).Refused(409, "parts_not_stored");

        Assert.True((await host.SpatialGen.UploadAndCompleteAsync(file)).LibraryId > 0);
    }

    [Fact]
    public async Task A_file_of_many_parts_needs_its_list()
    {
        await using var host = await SlipwayHost.StartAsync(Small);
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat(SmallParts.Of(3)))).Files[0];
        await host.SpatialGen.UploadAsync(file);

        (await host.SpatialGen.CompleteAnswer(file, "")).Refused(400, "missing_parts");
        (await host.SpatialGen.CompleteAnswer(file, "{}")).Refused(400, "missing_parts");
        (await host.SpatialGen.CompleteAnswer(file, """{"parts": null}""")).Refused(400, "missing_parts");
        (await host.SpatialGen.CompleteAnswer(file, """{"parts": []}""")).Refused(400, "missing_parts");
    }

    [Fact]
    public async Task The_stores_own_list_of_parts_is_enough_when_the_client_says_so()
    {
        await using var host = await SlipwayHost.StartAsync(Small);
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat(SmallParts.Of(3)))).Files[0];
        var parts = await host.SpatialGen.SignAsync(file);
        await host.SpatialGen.PutAsync(parts[0]);
        await host.SpatialGen.PutAsync(parts[2]);

        (await host.SpatialGen.CompleteAnswer(file, """{"partsFrom": "storage"}""")).Refused(409, "parts_not_stored");
        await host.SpatialGen.PutAsync(parts[1]);
        (await host.SpatialGen.CompleteAnswer(file, """{"partsFrom": "storage"}""")).Ok();
    }

    [Theory]
    [InlineData("""{"partsFrom": "client"}""", "invalid_field")]
    [InlineData("""{"partsFrom": 1}""", "invalid_field")]
    [InlineData("""{"partsFrom": "storage", "parts": []}""", "two_styles")]
    [InlineData("""{"parts": [], "partsFrom": "storage"}""", "two_styles")]
    public async Task PartsFrom_takes_one_word_and_no_list_beside_it(string json, string code)
    {
        await using var host = await SlipwayHost.StartAsync();
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat())).Files[0];
        await host.SpatialGen.UploadAsync(file);

        (await host.SpatialGen.CompleteAnswer(file, json)).Refused(400, code);
    }

    [Fact]
    public async Task A_repeat_needs_no_parts_and_answers_the_same()
    {
        await using var host = await SlipwayHost.StartAsync(Small);
        var group = await host.SpatialGen.StartAsync(StartBody.Separate(SmallParts.Of(2)));
        var tags = await host.SpatialGen.UploadAsync(group.Files[0]);
        var first = (await host.SpatialGen.CompleteAnswer(group.Files[0], tags)).Ok();

        Assert.Equal(first.Text, (await host.SpatialGen.CompleteAnswer(group.Files[0], "")).Ok().Text);
        Assert.Equal(first.Text, (await host.SpatialGen.CompleteAnswer(group.Files[0], [new PartTag(1, "\"other\"")])).Ok().Text);
        Assert.Equal(first.Text, (await host.SpatialGen.CompleteAnswer(group.Files[0], """{"partsFrom": "storage"}""")).Ok().Text);
    }

    [Fact]
    public async Task A_repeat_for_an_earlier_file_has_the_library_id_once_the_group_is_finished()
    {
        await using var host = await SlipwayHost.StartAsync();
        var group = await host.SpatialGen.StartAsync(StartBody.Separate());
        var first = await host.SpatialGen.UploadAndCompleteAsync(group.Files[0]);
        var last = await host.SpatialGen.UploadAndCompleteAsync(group.Files[1]);

        var repeats = new[] { await host.SpatialGen.CompleteAsync(group.Files[0]), await host.SpatialGen.CompleteAsync(group.Files[1]) };

        Assert.Null(first.LibraryId);
        Assert.True(last.LibraryId > 0);
        Assert.All(repeats, repeat => Assert.Equal(last, repeat));
    }

    [Fact]
    public async Task The_last_complete_makes_one_library_item_and_one_job()
    {
        await using var host = await SlipwayHost.StartAsync();
        var (group, id) = await host.SpatialGen.FinishAsync(StartBody.Separate());

        var items = (await host.As(host.Keys.Admin).GetAnswer("/api/library")).Ok().Json.GetProperty("items");
        var jobs = (await host.As(host.Keys.Admin).GetAnswer("/api/jobs")).Ok().Json.GetProperty("jobs");

        Assert.Equal((1, id, group.Id), (items.GetArrayLength(), items[0].GetProperty("id").GetInt64(), items[0].GetProperty("groupId").GetGuid()));
        Assert.Equal((1, id, "queued"), (jobs.GetArrayLength(), jobs[0].GetProperty("libraryId").GetInt64(), jobs[0].GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_part_sent_again_counts_as_the_newest()
    {
        await using var host = await SlipwayHost.StartAsync(Small);
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat(SmallParts.Of(2)))).Files[0];
        var parts = await host.SpatialGen.SignAsync(file);
        var old = await host.SpatialGen.PutAsync(parts[0], fill: 1);
        var newest = await host.SpatialGen.PutAsync(parts[0], fill: 2);
        var second = await host.SpatialGen.PutAsync(parts[1]);

        (await host.SpatialGen.CompleteAnswer(file, [old, second])).Refused(409, "invalid_part");
        Assert.Equal("completed", (await host.SpatialGen.CompleteAsync(file, [newest, second])).Status);
    }

    [Fact]
    public async Task A_completed_file_still_waits_for_its_group()
    {
        await using var host = await SlipwayHost.StartAsync();
        var group = await host.SpatialGen.StartAsync(StartBody.Separate());
        await host.SpatialGen.UploadAndCompleteAsync(group.Files[0]);

        Assert.Equal(0, (await host.As(host.Keys.Admin).GetAnswer("/api/library")).Ok().Json.GetProperty("items").GetArrayLength());
        Assert.Equal("uploading", (await host.SpatialGen.ViewAnswer(group)).Ok().Json.GetProperty("status").GetString());
    }

    private static HostPlan Small => new() { PartBytes = SmallParts.Bytes };
}
