using System.Globalization;
using System.Net;
using Slipway.Tests.Support;

namespace Slipway.Tests.Dialects.SpatialGen;

/// <summary>How long a URL lives, where it points, and what it never holds.</summary>
public sealed class UrlLifeTests
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(12);

    [Fact]
    public async Task A_url_has_between_three_quarters_of_twelve_hours_and_twelve_hours_left()
    {
        var time = new FakeTime();
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Time = time });
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat())).Files[0];
        for (var minute = 0; minute < 13 * 60; minute += 37)
        {
            var left = (await SignOneAsync(host, file)).ExpiresAt - time.GetUtcNow();

            Assert.InRange(left, Life * 0.75, Life);
            time.Advance(TimeSpan.FromMinutes(37));
        }
    }

    [Fact]
    public async Task No_url_outlives_its_group()
    {
        var time = new FakeTime();
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Time = time });
        var group = await host.SpatialGen.StartAsync(StartBody.Flat());
        foreach (var left in (int[])[11 * 60, 3 * 60, 60, 2])
        {
            time.Advance(group.ExpiresAt - TimeSpan.FromMinutes(left) - time.GetUtcNow());

            var part = await SignOneAsync(host, group.Files[0]);

            Assert.InRange(part.ExpiresAt, time.GetUtcNow(), group.ExpiresAt);
        }
    }

    [Fact]
    public async Task What_expiresAt_says_is_what_the_signature_says()
    {
        var time = new FakeTime();
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Time = time });
        var part = await SignOneAsync(host, (await host.SpatialGen.StartAsync(StartBody.Flat())).Files[0]);

        var query = QueryOf(part.Url);
        var signedAt = DateTimeOffset.ParseExact(query["X-Amz-Date"], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

        Assert.Equal(part.ExpiresAt, signedAt + TimeSpan.FromSeconds(int.Parse(query["X-Amz-Expires"], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Within_a_window_the_same_part_has_the_same_url()
    {
        var time = new FakeTime();
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Time = time, PartBytes = SmallParts.Bytes });
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat(SmallParts.Of(3)))).Files[0];

        var first = await host.SpatialGen.SignAsync(file);
        time.Advance(TimeSpan.FromMinutes(1));
        var second = await host.SpatialGen.SignAsync(file, """{"partNumbers": [3, 2]}""");
        time.Advance(Life / 4);
        var later = await host.SpatialGen.SignAsync(file);

        Assert.Equal(first[2], second[0]);
        Assert.Equal(first[1], second[1]);
        Assert.All(first.Zip(later), pair => Assert.NotEqual(pair.First.Url, pair.Second.Url));
    }

    [Fact]
    public async Task A_url_works_until_it_expires_and_not_after()
    {
        var time = new FakeTime();
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Time = time });
        var part = await SignOneAsync(host, (await host.SpatialGen.StartAsync(StartBody.Flat(4))).Files[0]);

        time.Advance(part.ExpiresAt - time.GetUtcNow() - TimeSpan.FromSeconds(1));
        using var before = await host.SpatialGen.PutAsync(part.Url, [1, 2, 3, 4]);
        time.Advance(TimeSpan.FromSeconds(1));
        using var after = await host.SpatialGen.PutAsync(part.Url, [1, 2, 3, 4]);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (before.StatusCode, after.StatusCode));
    }

    [Fact]
    public async Task The_life_of_urls_can_be_set()
    {
        var time = new FakeTime();
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Time = time, Settings = new Dictionary<string, string?> { ["Uploads:UrlLife"] = "1h" } });

        var part = await SignOneAsync(host, (await host.SpatialGen.StartAsync(StartBody.Flat())).Files[0]);

        Assert.InRange(part.ExpiresAt - time.GetUtcNow(), TimeSpan.FromMinutes(45), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_url_points_to_where_its_caller_reached_us()
    {
        await using var host = await SlipwayHost.StartAsync();
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat())).Files[0];

        var here = new Uri((await SignOneAsync(host, file)).Url);
        var byName = (await host.SpatialGen.SendAnswer(HttpMethod.Post, $"http://localhost:{host.BaseUrl.Port}{file.Path}/part-urls")).Ok();

        Assert.Equal(host.BaseUrl.Authority, here.Authority);
        Assert.Equal("http", here.Scheme);
        Assert.Equal($"localhost:{host.BaseUrl.Port}", new Uri(byName.Json.GetProperty("parts")[0].GetProperty("url").GetString()!).Authority);
    }

    [Fact]
    public async Task A_public_url_that_is_set_is_where_all_urls_point()
    {
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Settings = new Dictionary<string, string?> { ["PublicUrl"] = "https://upload.example.com" } });

        var part = await SignOneAsync(host, (await host.SpatialGen.StartAsync(StartBody.Flat())).Files[0]);

        Assert.StartsWith("https://upload.example.com/", part.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_url_holds_no_key_no_file_name_and_binds_no_content_type()
    {
        await using var host = await SlipwayHost.StartAsync();
        var part = await SignOneAsync(host, (await host.SpatialGen.StartAsync(StartBody.Flat(name: "secret-title.mp4"))).Files[0]);

        Assert.DoesNotContain("secret-title", part.Url, StringComparison.Ordinal);
        Assert.DoesNotContain("slw_", part.Url, StringComparison.Ordinal);
        Assert.DoesNotContain("content-type", QueryOf(part.Url)["X-Amz-SignedHeaders"], StringComparison.Ordinal);
        Assert.Contains("host", QueryOf(part.Url)["X-Amz-SignedHeaders"], StringComparison.Ordinal);
        Assert.Contains(".mp4?", part.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_with_urls_is_not_to_be_kept_by_any_cache()
    {
        await using var host = await SlipwayHost.StartAsync();
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat())).Files[0];

        Assert.True((await host.SpatialGen.PartUrlsAnswer(file)).Ok().Headers.CacheControl?.NoStore);
    }

    private static async Task<PartUrl> SignOneAsync(SlipwayHost host, StartedFile file) => Assert.Single(await host.SpatialGen.SignAsync(file));

    private static Dictionary<string, string> QueryOf(string url) => new Uri(url).Query.TrimStart('?').Split('&')
        .Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
}
