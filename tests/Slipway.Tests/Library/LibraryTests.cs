using System.Text.Json;
using Slipway.Tests.Support;

namespace Slipway.Tests.Library;

/// <summary>What completed groups became, as it is read.</summary>
public sealed class LibraryTests
{
    [Fact]
    public async Task An_item_tells_what_the_group_was_and_where_its_bytes_lie()
    {
        var time = new FakeTime();
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Time = time });
        var (group, id) = await host.SpatialGen.FinishAsync(StartBody.Separate(1500));

        var item = (await host.As(host.Keys.ReadOnly).GetAnswer($"/api/library/{id}")).Ok().Json;

        Assert.Equal(
            ["id", "groupId", "dialect", "name", "description", "folderName", "attributes", "createdAt", "files"],
            item.EnumerateObject().Select(member => member.Name));
        Assert.Equal((id, group.Id, "spatialgen"), (item.GetProperty("id").GetInt64(), item.GetProperty("groupId").GetGuid(), item.GetProperty("dialect").GetString()));
        Assert.Equal("2026-07-01T12:00:00.000Z", item.GetProperty("createdAt").GetString());
        Assert.Equal(JsonValueKind.Null, item.GetProperty("description").ValueKind);
        Assert.Equal(["video_left", "video_right"], item.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("role").GetString()));
        foreach (var file in item.GetProperty("files").EnumerateArray())
        {
            Assert.Equal(["id", "name", "role", "language", "mediaType", "sizeBytes", "checksum", "objectKey"], file.EnumerateObject().Select(member => member.Name));
            Assert.Equal(("video/quicktime", 1500), (file.GetProperty("mediaType").GetString(), file.GetProperty("sizeBytes").GetInt64()));
            Assert.Matches("^[0-9a-f]{16}$", file.GetProperty("checksum").GetString());
            Assert.Contains(host.StoredFiles(), stored => stored.EndsWith(file.GetProperty("objectKey").GetString()!, StringComparison.Ordinal) && new FileInfo(stored).Length == 1500);
        }
    }

    [Fact]
    public async Task Items_and_jobs_come_newest_first_in_pages()
    {
        await using var host = await SlipwayHost.StartAsync();
        var ids = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await host.SpatialGen.FinishAsync(StartBody.Flat())).LibraryId);
        }

        ids.Reverse();
        Assert.Equal(ids, await PagedAsync(host, "/api/library", "items", "id"));
        Assert.Equal(ids, await PagedAsync(host, "/api/jobs", "jobs", "libraryId"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("1.0")]
    [InlineData("99999999999999999999999999")]
    [InlineData("9223372036854775807")]
    [InlineData("%00")]
    public async Task An_item_that_does_not_exist_is_not_found(string id)
    {
        await using var host = await SlipwayHost.StartAsync();

        var answer = await RawCall.SendAsync(host.BaseUrl, RawCall.Request($"GET /api/library/{id}", host.Keys.Admin));

        Assert.Contains(answer.Status, (int[])[400, 404]);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("before=0")]
    [InlineData("before=x")]
    public async Task A_query_is_checked(string query)
    {
        await using var host = await SlipwayHost.StartAsync();

        (await host.As(host.Keys.Admin).GetAnswer($"/api/library?{query}")).Refused(400, "invalid_parameter");
        (await host.As(host.Keys.Admin).GetAnswer($"/api/jobs?{query}")).Refused(400, "invalid_parameter");
        (await host.As(host.Keys.Admin).GetAnswer("/api/jobs?page=1")).Refused(400, "unknown_parameter");
    }

    [Fact]
    public async Task Any_id_that_a_page_names_can_be_asked_for()
    {
        await using var host = await SlipwayHost.StartAsync();

        (await host.As(host.Keys.Admin).GetAnswer($"/api/library?before={long.MaxValue}")).Ok();
    }

    [Fact]
    public async Task The_key_may_come_as_bearer()
    {
        await using var host = await SlipwayHost.StartAsync();

        (await host.As(null).SendAnswer(HttpMethod.Get, "/api/library", null, ("Authorization", $"Bearer {host.Keys.ReadOnly}"))).Ok();
        (await host.As(null).SendAnswer(HttpMethod.Get, "/api/library", null, ("Authorization", $"bearer  {host.Keys.ReadOnly}"))).Ok();
        (await host.As(null).SendAnswer(HttpMethod.Get, "/api/library", null, ("Authorization", $"Basic {host.Keys.ReadOnly}"))).Refused(401, "unauthorized");
        (await host.As(null).GetAnswer("/api/library")).Refused(401, "unauthorized");
    }

    [Fact]
    public async Task Only_reading_is_offered()
    {
        await using var host = await SlipwayHost.StartAsync();
        foreach (var method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch])
        {
            (await host.As(host.Keys.Admin).SendAnswer(method, "/api/library")).Refused(405, "method_not_allowed");
        }
    }

    private static async Task<List<long>> PagedAsync(SlipwayHost host, string path, string list, string id)
    {
        var seen = new List<long>();
        var next = "";
        do
        {
            var page = (await host.As(host.Keys.Admin).GetAnswer($"{path}?limit=2{next}")).Ok().Json;
            seen.AddRange(page.GetProperty(list).EnumerateArray().Select(item => item.GetProperty(id).GetInt64()));
            next = page.GetProperty("nextBefore") is { ValueKind: JsonValueKind.Number } before ? $"&before={before.GetInt64()}" : "";
        }
        while (next.Length > 0);

        return seen;
    }
}
