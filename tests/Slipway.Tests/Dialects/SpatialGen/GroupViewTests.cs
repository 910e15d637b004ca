using Slipway.Tests.Support;

namespace Slipway.Tests.Dialects.SpatialGen;

/// <summary>The reads of our own beside the vendor's calls: a group, its parts, the list.</summary>
public sealed class GroupViewTests
{
    [Fact]
    public async Task A_group_shows_its_files_with_what_the_store_holds_of_them()
    {
        await using var host = await SlipwayHost.StartAsync(Small);
        var group = await host.SpatialGen.StartAsync(StartBody.Separate(SmallParts.Of(3) - 1).File("a.srt", "subtitle", 5, "de"));
        await host.SpatialGen.UploadAndCompleteAsync(group.Files[0]);
        var parts = await host.SpatialGen.SignAsync(group.Files[1]);
        await host.SpatialGen.PutAsync(parts[2]);

        var view = (await host.SpatialGen.ViewAnswer(group)).Ok().Json;

        Assert.Equal(
            ["sessionId", "uploadSessionId", "status", "videoName", "createdAt", "expiresAt", "libraryId", "fileCount", "files"],
            view.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("uploading", "A film", 3), (view.GetProperty("status").GetString(), view.GetProperty("videoName").GetString(), view.GetProperty("fileCount").GetInt32()));
        Assert.Equal(
            [("completed", 3, SmallParts.Of(3) - 1), ("uploading", 1, SmallParts.Bytes - 1), ("pending", 0, 0L)],
            view.GetProperty("files").EnumerateArray().Select(file =>
                (file.GetProperty("status").GetString()!, file.GetProperty("partsStored").GetInt32(), file.GetProperty("bytesStored").GetInt64())));
        Assert.Equal("de", view.GetProperty("files")[2].GetProperty("languageTag").GetString());
        Assert.Equal(
            ["uploadId", "fileRole", "fileName", "totalBytes", "partSizeBytes", "totalParts", "uploadStrategy", "status", "languageTag", "partsStored", "bytesStored"],
            view.GetProperty("files")[0].EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task A_groups_status_is_what_its_files_make_of_it()
    {
        await using var host = await SlipwayHost.StartAsync();
        var group = await host.SpatialGen.StartAsync(StartBody.Separate());
        async Task<string?> Status() => (await host.SpatialGen.ViewAnswer(group)).Ok().Json.GetProperty("status").GetString();

        Assert.Equal("pending", await Status());
        await host.SpatialGen.SignAsync(group.Files[0]);
        Assert.Equal("uploading", await Status());
        await host.SpatialGen.UploadAndCompleteAsync(group.Files[0]);
        Assert.Equal("uploading", await Status());
        var last = await host.SpatialGen.UploadAndCompleteAsync(group.Files[1]);
        Assert.Equal("completed", await Status());
        Assert.Equal(last.LibraryId, (await host.SpatialGen.ViewAnswer(group)).Json.GetProperty("libraryId").GetInt64());
    }

    [Fact]
    public async Task Stored_parts_are_listed_with_the_etags_that_complete_the_file()
    {
        await using var host = await SlipwayHost.StartAsync(Small);
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat(SmallParts.Of(3)))).Files[0];
        var tags = await host.SpatialGen.UploadAsync(file);

        var parts = (await host.SpatialGen.GetAnswer($"{file.Path}/parts")).Ok().Json;

        Assert.Equal(file.Id, parts.GetProperty("uploadId").GetGuid());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, parts.GetProperty("nextAfter").ValueKind);
        Assert.Equal(tags, parts.GetProperty("parts").EnumerateArray().Select(part => new PartTag(part.GetProperty("partNumber").GetInt32(), part.GetProperty("etag").GetString()!)));
        Assert.All(parts.GetProperty("parts").EnumerateArray(), part => Assert.Equal(SmallParts.Bytes, part.GetProperty("sizeBytes").GetInt64()));
        Assert.All(parts.GetProperty("parts").EnumerateArray(), part => Assert.Matches("^[0-9a-f]{16}$", part.GetProperty("checksum").GetString()));
    }

    [Fact]
    public async Task Stored_parts_come_in_pages()
    {
        await using var host = await SlipwayHost.StartAsync(Small);
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat(SmallParts.Of(5)))).Files[0];
        await host.SpatialGen.UploadAsync(file);

        var seen = new List<int>();
        for (int? after = 0; after is { } from;)
        {
            var page = (await host.SpatialGen.GetAnswer($"{file.Path}/parts?limit=2&after={from}")).Ok().Json;
            Assert.InRange(page.GetProperty("parts").GetArrayLength(), 1, 2);
            seen.AddRange(page.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("partNumber").GetInt32()));
            after = page.GetProperty("nextAfter") is { ValueKind: System.Text.Json.JsonValueKind.Number } next ? next.GetInt32() : null;
        }

        Assert.Equal([1, 2, 3, 4, 5], seen);
    }

    [Theory]
    [InlineData("limit=0", "invalid_parameter")]
    [InlineData("limit=1001", "invalid_parameter")]
    [InlineData("limit=", "invalid_parameter")]
    [InlineData("limit=%2B5", "invalid_parameter")]
    [InlineData("after=-1", "invalid_parameter")]
    [InlineData("after=x", "invalid_parameter")]
    [InlineData("limit=1&limit=1", "unknown_parameter")]
    [InlineData("page=1", "unknown_parameter")]
    public async Task A_query_is_checked_like_a_body(string query, string code)
    {
        await using var host = await SlipwayHost.StartAsync();
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat())).Files[0];

        (await host.SpatialGen.GetAnswer($"{file.Path}/parts?{query}")).Refused(400, code);
    }

    [Fact]
    public async Task The_list_shows_the_newest_first_in_pages()
    {
        var time = new FakeTime();
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Time = time, Configure = NoSweeper.Apply });
        var started = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            started.Add((await host.SpatialGen.StartAsync(StartBody.Flat())).Id);
        }

        var seen = new List<Guid>();
        var next = "";
        do
        {
            var page = (await host.As(host.Keys.Admin).GetAnswer($"{SpatialGenDriver.Uploads}?limit=2{next}")).Ok().Json;
            seen.AddRange(page.GetProperty("uploads").EnumerateArray().Select(line => line.GetProperty("sessionId").GetGuid()));
            next = page.GetProperty("nextBefore").GetString() is { } before ? $"&before={before}" : "";
        }
        while (next.Length > 0);

        Assert.Equal(started.AsEnumerable().Reverse(), seen);
    }

    [Fact]
    public async Task The_list_can_be_narrowed_to_a_status()
    {
        var time = new FakeTime();
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Time = time, Configure = NoSweeper.Apply });
        var expired = await host.SpatialGen.StartAsync(StartBody.Flat());
        time.Advance(TimeSpan.FromDays(5));
        await host.SweepAsync();
        var pending = await host.SpatialGen.StartAsync(StartBody.Flat());
        var uploading = await host.SpatialGen.StartAsync(StartBody.Flat());
        await host.SpatialGen.SignAsync(uploading.Files[0]);
        var canceled = await host.SpatialGen.StartAsync(StartBody.Flat());
        (await host.SpatialGen.CancelAnswer(canceled)).Ok();
        var (completed, _) = await host.SpatialGen.FinishAsync(StartBody.Flat());

        var statuses = new Dictionary<string, StartedGroup>
        {
            ["expired"] = expired,
            ["pending"] = pending,
            ["uploading"] = uploading,
            ["canceled"] = canceled,
            ["completed"] = completed,
        };
        foreach (var (status, group) in statuses)
        {
            var lines = (await host.As(host.Keys.Admin).GetAnswer($"{SpatialGenDriver.Uploads}?status={status}")).Ok().Json.GetProperty("uploads");
            var only = Assert.Single(lines.EnumerateArray());
            Assert.Equal((group.Id, status), (only.GetProperty("sessionId").GetGuid(), only.GetProperty("status").GetString()));
        }
    }

    [Fact]
    public async Task The_list_is_for_admins_and_shows_their_project_alone()
    {
        await using var host = await SlipwayHost.StartAsync();
        await host.SpatialGen.StartAsync(StartBody.Flat());

        (await host.SpatialGen.GetAnswer(SpatialGenDriver.Uploads)).Refused(403, "insufficient_role");
        (await host.As(host.Keys.ReadOnly).GetAnswer(SpatialGenDriver.Uploads)).Refused(403, "insufficient_role");
        Assert.Equal(0, (await host.As(host.Keys.ForeignAdmin).GetAnswer(SpatialGenDriver.Uploads)).Ok().Json.GetProperty("uploads").GetArrayLength());
        var line = Assert.Single((await host.As(host.Keys.Admin).GetAnswer(SpatialGenDriver.Uploads)).Ok().Json.GetProperty("uploads").EnumerateArray());
        Assert.Equal(
            ["sessionId", "status", "videoName", "createdAt", "expiresAt", "libraryId", "fileCount", "totalBytes"],
            line.EnumerateObject().Select(member => member.Name));
        Assert.Equal(1000, line.GetProperty("totalBytes").GetInt64());
    }

    [Theory]
    [InlineData("status=open", "unknown_status")]
    [InlineData("status=Canceled", "unknown_status")]
    [InlineData("before=x", "invalid_parameter")]
    [InlineData("limit=1001", "invalid_parameter")]
    [InlineData("sort=name", "unknown_parameter")]
    public async Task The_lists_query_is_checked(string query, string code)
    {
        await using var host = await SlipwayHost.StartAsync();

        (await host.As(host.Keys.Admin).GetAnswer($"{SpatialGenDriver.Uploads}?{query}")).Refused(400, code);
    }

    private static HostPlan Small => new() { PartBytes = SmallParts.Bytes };
}
