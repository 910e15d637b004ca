using System.Text.Json.Nodes;
using Slipway.Tests.Support;

namespace Slipway.Tests.Dialects.SpatialGen;

/// <summary>What a start answers, and the bounds of its fields.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task A_start_answers_both_names_of_the_session_and_every_file_in_the_order_of_the_request()
    {
        await using var host = await SlipwayHost.StartAsync();

        var answer = (await host.SpatialGen.StartAnswer(
            StartBody.Of("Separate").File("r.mov", "video_right", 5).File("same.srt", "subtitle", 7, "en").File("l.mov", "video_left", 6).File("same.srt", "subtitle", 8, "fr"))).Ok().Json;

        Assert.Equal(["sessionId", "uploadSessionId", "status", "expiresAt", "fileCount", "files"], answer.EnumerateObject().Select(member => member.Name));
        Assert.Equal(answer.GetProperty("sessionId").GetGuid(), answer.GetProperty("uploadSessionId").GetGuid());
        Assert.Equal("pending", answer.GetProperty("status").GetString());
        Assert.Equal(4, answer.GetProperty("fileCount").GetInt32());
        Assert.Equal([5, 7, 6, 8], answer.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("totalBytes").GetInt64()));
        Assert.All(answer.GetProperty("files").EnumerateArray(), file => Assert.Equal(
            ["uploadId", "fileRole", "fileName", "totalBytes", "partSizeBytes", "totalParts", "uploadStrategy", "status"],
            file.EnumerateObject().Select(member => member.Name)));
        Assert.All(answer.GetProperty("files").EnumerateArray(), file => Assert.Equal("pending", file.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task A_group_lives_five_days_to_the_millisecond()
    {
        var time = new FakeTime();
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Time = time });

        var answer = (await host.SpatialGen.StartAnswer(StartBody.Flat())).Ok().Json;

        Assert.Equal("2026-07-06T12:00:00.000Z", answer.GetProperty("expiresAt").GetString());
    }

    [Fact]
    public async Task A_file_no_larger_than_a_part_is_a_single_put_and_one_byte_more_is_multipart()
    {
        await using var host = await SlipwayHost.StartAsync();

        var whole = (await host.SpatialGen.StartAnswer(StartBody.Flat(104_857_600))).Ok().Json.GetProperty("files")[0];
        var more = (await host.SpatialGen.StartAnswer(StartBody.Flat(104_857_601))).Ok().Json.GetProperty("files")[0];

        Assert.Equal(("single_put", 1, 104_857_600L), (whole.GetProperty("uploadStrategy").GetString(), whole.GetProperty("totalParts").GetInt32(), whole.GetProperty("partSizeBytes").GetInt64()));
        Assert.Equal(("multipart", 2, 104_857_600L), (more.GetProperty("uploadStrategy").GetString(), more.GetProperty("totalParts").GetInt32(), more.GetProperty("partSizeBytes").GetInt64()));
    }

    [Fact]
    public async Task A_single_puts_part_size_is_the_file()
    {
        await using var host = await SlipwayHost.StartAsync();

        var file = (await host.SpatialGen.StartAsync(StartBody.Flat(1000))).Files[0];

        Assert.Equal((1000, 1000, 1), (file.Bytes, file.PartBytes, file.Parts));
    }

    [Theory]
    [InlineData("videoName")]
    [InlineData("layout")]
    public async Task A_field_that_is_needed_is_missed_by_name(string field)
    {
        await using var host = await SlipwayHost.StartAsync();

        Assert.Contains(field, (await host.SpatialGen.StartAnswer(StartBody.Flat().Without(field))).Refused(400, "missing_field"), StringComparison.Ordinal);
        Assert.Contains(field, (await host.SpatialGen.StartAnswer(StartBody.Flat().With(field, null))).Refused(400, "missing_field"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fileName")]
    [InlineData("fileRole")]
    [InlineData("sizeBytes")]
    public async Task A_files_field_that_is_needed_is_missed_by_name_and_place(string field)
    {
        await using var host = await SlipwayHost.StartAsync();
        var body = StartBody.Separate().WithoutFile(1, field);

        Assert.Contains($"files[1].{field}", (await host.SpatialGen.StartAnswer(body)).Refused(400, "missing_field"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_field_but_the_needed_ones_may_be_left_out_or_null()
    {
        await using var host = await SlipwayHost.StartAsync();

        (await host.SpatialGen.StartAnswer(StartBody.Flat())).Ok();
        (await host.SpatialGen.StartAnswer(StartBody.Flat().With("description", null).With("perspective", null).With("folderName", null).WithFile(0, "languageTag", null))).Ok();
    }

    [Theory]
    [InlineData("videoName")]
    [InlineData("description")]
    [InlineData("layout")]
    [InlineData("perspective")]
    [InlineData("folderName")]
    public async Task A_text_field_takes_only_a_string(string field)
    {
        await using var host = await SlipwayHost.StartAsync();
        foreach (var wrong in new JsonNode[] { 5, true, new JsonArray("2D"), new JsonObject() })
        {
            Assert.Contains(field, (await host.SpatialGen.StartAnswer(StartBody.Flat().With(field, wrong))).Refused(400, "invalid_field"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Files_takes_only_an_array_of_objects_with_at_least_one()
    {
        await using var host = await SlipwayHost.StartAsync();
        Task<Answer> Start(StartBody body) => host.SpatialGen.StartAnswer(body);

        (await Start(StartBody.Flat().With("files", new JsonArray()))).Refused(400, "no_files");
        (await Start(StartBody.Flat().Without("files"))).Refused(400, "no_files");
        (await Start(StartBody.Flat().With("files", new JsonObject()))).Refused(400, "invalid_field");
        (await Start(StartBody.Flat().With("files", new JsonArray(5)))).Refused(400, "invalid_field");
        (await Start(StartBody.Flat().With("files", new JsonArray((JsonNode?)null)))).Refused(400, "invalid_field");
    }

    [Fact]
    public async Task A_video_name_has_1_to_255_characters_after_trimming()
    {
        await using var host = await SlipwayHost.StartAsync();
        var start = host.SpatialGen;

        (await start.StartAnswer(StartBody.Flat().With("videoName", "x"))).Ok();
        (await start.StartAnswer(StartBody.Flat().With("videoName", $"  {new string('x', 255)}  "))).Ok();
        (await start.StartAnswer(StartBody.Flat().With("videoName", new string('x', 256)))).Refused(400, "text_too_long");
        (await start.StartAnswer(StartBody.Flat().With("videoName", "   "))).Refused(400, "empty_text");
        (await start.StartAnswer(StartBody.Flat().With("videoName", ""))).Refused(400, "empty_text");
    }

    [Fact]
    public async Task A_description_may_have_lines_and_5000_characters()
    {
        await using var host = await SlipwayHost.StartAsync();

        (await host.SpatialGen.StartAnswer(StartBody.Flat().With("description", "one\r\n\ttwo"))).Ok();
        (await host.SpatialGen.StartAnswer(StartBody.Flat().With("description", ""))).Ok();
        (await host.SpatialGen.StartAnswer(StartBody.Flat().With("description", new string('x', 5000)))).Ok();
        (await host.SpatialGen.StartAnswer(StartBody.Flat().With("description", new string('x', 5001)))).Refused(400, "text_too_long");
    }

    [Fact]
    public async Task A_group_takes_as_many_files_as_the_setting_says()
    {
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Settings = new Dictionary<string, string?> { ["Uploads:MaxFilesPerGroup"] = "3" } });
        var two = StartBody.Flat().File("en.srt", "subtitle", 5, "en").File("fr.srt", "subtitle", 5, "fr");

        (await host.SpatialGen.StartAnswer(two)).Ok();
        Assert.Contains("3", (await host.SpatialGen.StartAnswer(two.File("de.srt", "subtitle", 5, "de"))).Refused(400, "too_many_items"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_size_up_to_the_stores_limit_is_cut_into_at_most_ten_thousand_parts()
    {
        await using var host = await SlipwayHost.StartAsync();

        var file = (await host.SpatialGen.StartAsync(StartBody.Flat(10_000L * 104_857_600 + 1))).Files[0];

        Assert.Equal((209_715_200L, 5001), (file.PartBytes, file.Parts));
        Assert.Contains("9223372036854775807", (await host.SpatialGen.StartAnswer(StartBody.Flat(long.MaxValue))).Refused(400, "file_too_large"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_asked_for_arrives_in_the_library()
    {
        await using var host = await SlipwayHost.StartAsync();
        var body = StartBody.Flat().With("videoName", " Spaced ").With("description", "two\nlines").With("folderName", "Trips").With("perspective", "360")
            .File("voice.m4a", "audio", 10, "EN");

        var (_, id) = await host.SpatialGen.FinishAsync(body);

        var item = (await host.As(host.Keys.ReadOnly).GetAnswer($"/api/library/{id}")).Ok().Json;
        Assert.Equal("Spaced", item.GetProperty("name").GetString());
        Assert.Equal("two\nlines", item.GetProperty("description").GetString());
        Assert.Equal("Trips", item.GetProperty("folderName").GetString());
        Assert.Equal(("2D", "360"), (item.GetProperty("attributes").GetProperty("layout").GetString(), item.GetProperty("attributes").GetProperty("perspective").GetString()));
        Assert.Equal("en", item.GetProperty("files")[1].GetProperty("language").GetString());
    }

    [Fact]
    public async Task Left_out_folder_and_perspective_are_Home_and_Regular()
    {
        await using var host = await SlipwayHost.StartAsync();

        var (_, id) = await host.SpatialGen.FinishAsync(StartBody.Flat());

        var item = (await host.As(host.Keys.Admin).GetAnswer($"/api/library/{id}")).Ok().Json;
        Assert.Equal(("Home", "Regular"), (item.GetProperty("folderName").GetString(), item.GetProperty("attributes").GetProperty("perspective").GetString()));
    }
}
