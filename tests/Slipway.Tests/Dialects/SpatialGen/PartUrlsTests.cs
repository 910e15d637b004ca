using Slipway.Tests.Support;

namespace Slipway.Tests.Dialects.SpatialGen;

/// <summary>Which parts a "Get Part URLs" call answers.</summary>
public sealed class PartUrlsTests
{
    [Fact]
    public async Task With_nothing_asked_all_parts_are_answered()
    {
        await using var host = await SlipwayHost.StartAsync(Thirteen);
        var file = await StartAsync(host);

        Assert.Equal(Enumerable.Range(1, 13), await NumbersAsync(host, file, "{}"));
        Assert.Equal(Enumerable.Range(1, 13), (await host.SpatialGen.PostAnswer($"{file.Path}/part-urls", "")).Ok().Json.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("partNumber").GetInt32()));
        Assert.Equal(Enumerable.Range(1, 13), await NumbersAsync(host, file, """{"partNumbers": null, "startPartNumber": null, "count": null}"""));
    }

    [Fact]
    public async Task No_body_and_no_content_type_are_enough()
    {
        await using var host = await SlipwayHost.StartAsync();
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat())).Files[0];

        var answer = (await host.SpatialGen.SendAnswer(HttpMethod.Post, $"{file.Path}/part-urls")).Ok();

        Assert.Equal(1, answer.Json.GetProperty("parts").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"startPartNumber": 4, "count": 3}""", new[] { 4, 5, 6 })]
    [InlineData("""{"startPartNumber": 12}""", new[] { 12, 13 })]
    [InlineData("""{"count": 2}""", new[] { 1, 2 })]
    [InlineData("""{"startPartNumber": 13, "count": 1}""", new[] { 13 })]
    [InlineData("""{"startPartNumber": 12, "count": 10000}""", new[] { 12, 13 })]
    public async Task A_range_is_filled_in_and_cut_at_the_end(string json, int[] expected)
    {
        await using var host = await SlipwayHost.StartAsync(Thirteen);

        Assert.Equal(expected, await NumbersAsync(host, await StartAsync(host), json));
    }

    [Theory]
    [InlineData("""{"partNumbers": [13, 1, 7]}""", new[] { 13, 1, 7 })]
    [InlineData("""{"partNumbers": [5, 5, 2, 5]}""", new[] { 5, 2 })]
    [InlineData("""{"partNumbers": [1]}""", new[] { 1 })]
    public async Task A_list_is_answered_in_its_order_and_each_number_once(string json, int[] expected)
    {
        await using var host = await SlipwayHost.StartAsync(Thirteen);

        Assert.Equal(expected, await NumbersAsync(host, await StartAsync(host), json));
    }

    [Theory]
    [InlineData("""{"partNumbers": [14]}""", "unknown_part")]
    [InlineData("""{"partNumbers": [1, 14]}""", "unknown_part")]
    [InlineData("""{"startPartNumber": 14}""", "unknown_part")]
    [InlineData("""{"startPartNumber": 2147483647}""", "unknown_part")]
    [InlineData("""{"startPartNumber": 2147483648}""", "invalid_field")]
    [InlineData("""{"startPartNumber": 0}""", "invalid_field")]
    [InlineData("""{"startPartNumber": -1, "count": 3}""", "invalid_field")]
    [InlineData("""{"startPartNumber": "1"}""", "invalid_field")]
    [InlineData("""{"startPartNumber": 1.5}""", "invalid_field")]
    [InlineData("""{"count": 0}""", "invalid_field")]
    [InlineData("""{"count": 10001}""", "invalid_field")]
    [InlineData("""{"partNumbers": []}""", "no_parts")]
    [InlineData("""{"partNumbers": [0]}""", "invalid_field")]
    [InlineData("""{"partNumbers": [-5]}""", "invalid_field")]
    [InlineData("""{"partNumbers": ["1"]}""", "invalid_field")]
    [InlineData("""{"partNumbers": [null]}""", "invalid_field")]
    [InlineData("""{"partNumbers": [4294967297]}""", "invalid_field")]
    [InlineData("""{"partNumbers": 3}""", "invalid_field")]
    [InlineData("""{"partNumbers": {"0": 1}}""", "invalid_field")]
    [InlineData("""{"partNumbers": [1], "startPartNumber": 1}""", "two_styles")]
    [InlineData("""{"partNumbers": [1], "count": 1}""", "two_styles")]
    [InlineData("""{"PartNumbers": [1]}""", "unknown_field")]
    [InlineData("""{"parts": [1]}""", "unknown_field")]
    [InlineData("""[1]""", "malformed_request")]
    [InlineData("""5""", "malformed_request")]
    [InlineData("""null""", "malformed_request")]
    public async Task What_cannot_be_meant_is_refused_and_nothing_happens(string json, string code)
    {
        await using var host = await SlipwayHost.StartAsync(Thirteen);
        var group = await host.SpatialGen.StartAsync(StartBody.Flat(SmallParts.Of(13)));

        (await host.SpatialGen.PartUrlsAnswer(group.Files[0], json)).Refused(400, code);

        Assert.Equal("pending", (await host.SpatialGen.ViewAnswer(group)).Ok().Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_wrong_item_is_named_by_its_place_in_the_request()
    {
        await using var host = await SlipwayHost.StartAsync(Thirteen);
        var file = await StartAsync(host);

        Assert.Contains("partNumbers[3]", (await host.SpatialGen.PartUrlsAnswer(file, """{"partNumbers": [1, 1, 1, "x"]}""")).Refused(400, "invalid_field"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_thousand_parts_come_in_one_answer_and_one_more_is_not_listed()
    {
        await using var host = await SlipwayHost.StartAsync(Thirteen);
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat(SmallParts.Of(10_000)))).Files[0];

        var all = await host.SpatialGen.SignAsync(file);
        var tooMany = string.Join(",", Enumerable.Repeat(1, 10_001));

        Assert.Equal(Enumerable.Range(1, 10_000), all.Select(part => part.Number));
        Assert.Equal(SmallParts.Of(10_000) - 1, all[^1].End);
        (await host.SpatialGen.PartUrlsAnswer(file, $$"""{"partNumbers": [{{tooMany}}]}""")).Refused(400, "too_many_items");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"startPartNumber": 1, "count": 13}""")]
    [InlineData("""{"partNumbers": [1]}""")]
    public async Task A_single_put_has_one_url_however_it_is_asked_for(string json)
    {
        await using var host = await SlipwayHost.StartAsync();
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat(1000))).Files[0];

        var part = Assert.Single(await host.SpatialGen.SignAsync(file, json));

        Assert.Equal((1, 1000L, 0L, 999L), (part.Number, part.Bytes, part.Start, part.End));
    }

    [Fact]
    public async Task A_single_put_has_no_second_part()
    {
        await using var host = await SlipwayHost.StartAsync();
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat(1000))).Files[0];

        (await host.SpatialGen.PartUrlsAnswer(file, """{"partNumbers": [2]}""")).Refused(400, "unknown_part");
    }

    [Fact]
    public async Task A_completed_files_parts_are_not_signed_again()
    {
        await using var host = await SlipwayHost.StartAsync();
        var group = await host.SpatialGen.StartAsync(StartBody.Separate());
        await host.SpatialGen.UploadAndCompleteAsync(group.Files[0]);

        (await host.SpatialGen.PartUrlsAnswer(group.Files[0])).Refused(409, "file_completed");
        await host.SpatialGen.UploadAndCompleteAsync(group.Files[1]);
        (await host.SpatialGen.PartUrlsAnswer(group.Files[0])).Refused(409, "group_completed");
    }

    [Fact]
    public async Task A_canceled_groups_parts_are_not_signed()
    {
        await using var host = await SlipwayHost.StartAsync();
        var group = await host.SpatialGen.StartAsync(StartBody.Flat());
        (await host.SpatialGen.CancelAnswer(group)).Ok();

        (await host.SpatialGen.PartUrlsAnswer(group.Files[0])).Refused(409, "group_canceled");
    }

    [Fact]
    public async Task Two_first_calls_at_once_share_one_upload()
    {
        await using var host = await SlipwayHost.StartAsync(Thirteen);
        var file = await StartAsync(host);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.SpatialGen.SignAsync(file)));

        var uploads = answers.SelectMany(parts => parts).Select(part => new Uri(part.Url).Query.Split('&').Single(pair => pair.Contains("uploadId=", StringComparison.Ordinal)));
        Assert.Single(uploads.Distinct());
        Assert.True((await host.SpatialGen.UploadAndCompleteAsync(file)).LibraryId > 0);
    }

    private static HostPlan Thirteen => new() { PartBytes = SmallParts.Bytes };

    private static async Task<StartedFile> StartAsync(SlipwayHost host) => (await host.SpatialGen.StartAsync(StartBody.Flat(SmallParts.Of(13)))).Files[0];

    private static async Task<IEnumerable<int>> NumbersAsync(SlipwayHost host, StartedFile file, string json) =>
        (await host.SpatialGen.SignAsync(file, json)).Select(part => part.Number);
}
