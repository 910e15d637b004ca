using System.Net;
using Slipway.Core.Objects;
using Slipway.Tests.Support;

namespace Slipway.Tests.Dialects.SpatialGen;

/// <summary>Abuse of parts and completion. The numbers are those of the project's list of abuse cases; they do not change.</summary>
public sealed class CompletionAbuseTests
{
    [Fact]
    public async Task Case_70_missing_parts_are_listed_up_to_twenty()
    {
        await using var host = await SlipwayHost.StartAsync(Small);
        var (file, tags) = await UploadedAsync(host, 30);

        var some = (await host.SpatialGen.CompleteAnswer(file, tags.Where(tag => tag.PartNumber is not (3 or 30)))).Refused(400, "missing_parts");
        var none = (await host.SpatialGen.CompleteAnswer(file, [])).Refused(400, "missing_parts");

        Assert.Contains("2 of 30 parts are missing: 3, 30.", some, StringComparison.Ordinal);
        Assert.Contains("30 of 30 parts are missing: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, …", none, StringComparison.Ordinal);
        Assert.Equal("completed", (await host.SpatialGen.CompleteAsync(file, tags)).Status);
    }

    [Fact]
    public async Task Case_70_a_part_that_the_plan_does_not_have_is_refused()
    {
        await using var host = await SlipwayHost.StartAsync(Small);
        var (file, tags) = await UploadedAsync(host, 2);

        (await host.SpatialGen.CompleteAnswer(file, [.. tags, new PartTag(3, "\"x\"")])).Refused(400, "unknown_part");
        (await host.SpatialGen.CompleteAnswer(file, [tags[0], new PartTag(3, "\"x\"")])).Refused(400, "unknown_part");
        Assert.Equal("completed", (await host.SpatialGen.CompleteAsync(file, tags)).Status);
    }

    [Fact]
    public async Task Case_70_a_hundred_thousand_entries_are_refused()
    {
        await using var host = await SlipwayHost.StartAsync(Small);
        var (file, _) = await UploadedAsync(host, 2);

        var answer = await host.SpatialGen.CompleteAnswer(file, Enumerable.Range(1, 100_000).Select(number => new PartTag(number, "x")));

        Assert.Contains(answer.Status, (HttpStatusCode[])[HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge]);
    }

    [Fact]
    public async Task Case_71_a_part_listed_twice_is_refused_whatever_its_etag()
    {
        await using var host = await SlipwayHost.StartAsync(Small);
        var (file, tags) = await UploadedAsync(host, 3);

        (await host.SpatialGen.CompleteAnswer(file, [.. tags, tags[1]])).Refused(400, "duplicate_part");
        (await host.SpatialGen.CompleteAnswer(file, [tags[0], tags[0], tags[2]])).Refused(400, "duplicate_part");
        (await host.SpatialGen.CompleteAnswer(file, [.. tags, tags[1] with { Etag = "\"other\"" }])).Refused(400, "duplicate_part");
        Assert.Equal("completed", (await host.SpatialGen.CompleteAsync(file, tags.Reverse())).Status);
    }

    [Fact]
    public async Task Case_72_an_etag_that_is_not_the_parts_own_is_refused()
    {
        await using var host = await SlipwayHost.StartAsync(Small);
        var (file, tags) = await UploadedAsync(host, 3);
        var (_, others) = await UploadedAsync(host, 3, fill: 100);

        (await host.SpatialGen.CompleteAnswer(file, [tags[0], tags[1] with { Etag = "\"wrong\"" }, tags[2]])).Refused(409, "invalid_part");
        (await host.SpatialGen.CompleteAnswer(file, [tags[0], tags[1] with { Etag = tags[2].Etag }, tags[2] with { Etag = tags[1].Etag }])).Refused(409, "invalid_part");
        (await host.SpatialGen.CompleteAnswer(file, [tags[0], others[1], tags[2]])).Refused(409, "invalid_part");
        Assert.Equal("completed", (await host.SpatialGen.CompleteAsync(file, tags)).Status);
    }

    [Fact]
    public async Task Case_72_an_etags_letters_are_compared_as_they_are()
    {
        await using var host = await SlipwayHost.StartAsync(Small);
        var (file, tags) = await UploadedAsync(host, 2);
        var upper = tags.Select(tag => tag with { Etag = tag.Etag.ToUpperInvariant() }).ToArray();
        Assert.NotEqual(tags, upper);

        (await host.SpatialGen.CompleteAnswer(file, upper)).Refused(409, "invalid_part");
    }

    [Theory]
    [InlineData("", "invalid_etag")]
    [InlineData("\"\"", "invalid_etag")]
    [InlineData("   ", "invalid_etag")]
    [InlineData("W/\"\"", "invalid_etag")]
    [InlineData("{long}", "invalid_etag")]
    public async Task Case_72_an_etag_is_1_to_255_bytes(string etag, string code)
    {
        await using var host = await SlipwayHost.StartAsync(Small);
        var (file, tags) = await UploadedAsync(host, 2);

        (await host.SpatialGen.CompleteAnswer(file, [tags[0], tags[1] with { Etag = etag.Replace("{long}", new string('e', 256), StringComparison.Ordinal) }])).Refused(400, code);
        (await host.SpatialGen.CompleteAnswer(file, [tags[0], tags[1] with { Etag = new string('e', 255) }])).Refused(409, "invalid_part");
        (await host.SpatialGen.CompleteAnswer(file, [tags[0], tags[1] with { Etag = new string('e', 10_000) }])).Refused(400, "invalid_etag");
    }

    [Theory]
    [InlineData("""{"parts": [{"partNumber": 0, "etag": "x"}]}""", "invalid_part_number")]
    [InlineData("""{"parts": [{"partNumber": -1, "etag": "x"}]}""", "invalid_part_number")]
    [InlineData("""{"parts": [{"partNumber": 1.0, "etag": "x"}]}""", "invalid_part_number")]
    [InlineData("""{"parts": [{"partNumber": "1", "etag": "x"}]}""", "invalid_part_number")]
    [InlineData("""{"parts": [{"partNumber": 4294967297, "etag": "x"}]}""", "invalid_part_number")]
    [InlineData("""{"parts": [{"partNumber": null, "etag": "x"}]}""", "invalid_part_number")]
    [InlineData("""{"parts": [{"partNumber": 1, "etag": 5}]}""", "invalid_etag")]
    [InlineData("""{"parts": [{"partNumber": 1, "etag": null}]}""", "invalid_etag")]
    [InlineData("""{"parts": [{"partNumber": 1}]}""", "invalid_field")]
    [InlineData("""{"parts": [{"etag": "x"}]}""", "invalid_field")]
    [InlineData("""{"parts": [{}]}""", "invalid_field")]
    [InlineData("""{"parts": [5]}""", "invalid_field")]
    [InlineData("""{"parts": [null]}""", "invalid_field")]
    [InlineData("""{"parts": {"1": "x"}}""", "invalid_field")]
    [InlineData("""{"parts": "x"}""", "invalid_field")]
    [InlineData("""{"part": []}""", "unknown_field")]
    public async Task Case_70_a_list_that_is_no_list_of_parts_is_refused(string json, string code)
    {
        await using var host = await SlipwayHost.StartAsync();
        var group = await host.SpatialGen.StartAsync(StartBody.Flat());
        await host.SpatialGen.UploadAsync(group.Files[0]);

        (await host.SpatialGen.CompleteAnswer(group.Files[0], json)).Refused(400, code);
        Assert.Equal("uploading", (await host.SpatialGen.ViewAnswer(group)).Ok().Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Case_73_a_complete_before_its_time_and_after_it()
    {
        var time = new FakeTime();
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Time = time, PartBytes = SmallParts.Bytes, Configure = NoSweeper.Apply });
        var group = await host.SpatialGen.StartAsync(StartBody.Flat(SmallParts.Of(2)));
        PartTag[] invented = [new(1, "\"x\""), new(2, "\"y\"")];

        (await host.SpatialGen.CompleteAnswer(group.Files[0], invented)).Refused(409, "parts_not_stored");
        await host.SpatialGen.SignAsync(group.Files[0]);
        (await host.SpatialGen.CompleteAnswer(group.Files[0], invented)).Refused(409, "parts_not_stored");

        var canceled = await host.SpatialGen.StartAsync(StartBody.Flat());
        (await host.SpatialGen.CancelAnswer(canceled)).Ok();
        (await host.SpatialGen.CompleteAnswer(canceled.Files[0], invented)).Refused(409, "group_canceled");

        time.Advance(TimeSpan.FromDays(5));
        (await host.SpatialGen.CompleteAnswer(group.Files[0], invented)).Refused(410, "group_expired");
    }

    [Fact]
    public async Task Case_74_a_hundred_completes_at_once_and_later_answer_the_same()
    {
        await using var host = await SlipwayHost.StartAsync(Small);
        var (file, tags) = await UploadedAsync(host, 3);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => host.SpatialGen.CompleteAnswer(file, tags)));

        var only = Assert.Single(answers.Select(answer => answer.Ok().Text).Distinct());
        Assert.Equal(only, (await host.SpatialGen.CompleteAnswer(file)).Ok().Text);
    }

    [Fact]
    public async Task Case_76_ten_thousand_files_are_refused()
    {
        await using var host = await SlipwayHost.StartAsync();
        var files = string.Join(",", Enumerable.Repeat("""{"fileName":"a.srt","fileRole":"subtitle","sizeBytes":5,"languageTag":"en"}""", 3000));

        (await host.SpatialGen.StartAnswer($$"""{"videoName":"x","layout":"2D","files":[{{files}}]}""")).Refused(400, "too_many_items");
    }

    [Theory]
    [InlineData(1001)]
    [InlineData(999)]
    [InlineData(null)]
    public async Task Case_78_a_store_that_holds_another_size_or_nothing_completes_nothing(int? claims)
    {
        var store = new LyingStore { Completed = claims is { } bytes ? new StoredObject(bytes, "etag", null) : null };
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Configure = store.Wrap });
        var group = await host.SpatialGen.StartAsync(StartBody.Flat(1000));
        await host.SpatialGen.UploadAsync(group.Files[0]);
        store.Lies = true;

        (await host.SpatialGen.CompleteAnswer(group.Files[0])).Refused(409, claims is null ? "file_lost" : "size_mismatch");

        Assert.NotEqual("completed", (await host.SpatialGen.ViewAnswer(group)).Ok().Json.GetProperty("status").GetString());
        Assert.Equal(0, (await host.As(host.Keys.Admin).GetAnswer("/api/library")).Ok().Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Case_78_a_store_out_of_reach_is_a_503_and_the_complete_can_be_repeated()
    {
        var store = new LyingStore();
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Configure = store.Wrap, ErrorsExpected = true });
        var group = await host.SpatialGen.StartAsync(StartBody.Flat(1000));
        await host.SpatialGen.UploadAsync(group.Files[0]);

        store.OutOfReach = true;
        (await host.SpatialGen.CompleteAnswer(group.Files[0])).Refused(503, "unavailable");
        Assert.Equal("uploading", (await host.SpatialGen.ViewAnswer(group)).Ok().Json.GetProperty("status").GetString());

        store.OutOfReach = false;
        Assert.True((await host.SpatialGen.CompleteAsync(group.Files[0])).LibraryId > 0);
    }

    private static HostPlan Small => new() { PartBytes = SmallParts.Bytes };

    private static async Task<(StartedFile File, IReadOnlyList<PartTag> Tags)> UploadedAsync(SlipwayHost host, int parts, byte fill = 7)
    {
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat(SmallParts.Of(parts)))).Files[0];
        return (file, await host.SpatialGen.UploadAsync(file, fill));
    }
}
