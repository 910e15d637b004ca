using Slipway.Tests.Support;

namespace Slipway.Tests.Dialects.SpatialGen;

/// <summary>Abuse of ids, hosts and methods. The numbers are those of the project's list of abuse cases; they do not change.</summary>
public sealed class AddressAbuseTests
{
    public static TheoryData<string> WrongIds =>
    [
        "x", "1", "{{id}}", "({id})", "{id}x", "x{id}", "%20{id}", "{id}%00", "%00", "%0a{id}", "..", "%2e%2e", "%2F", "{id}%2F..", "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff", "{id32}", "%ff%fe", "%C3%A9", "null", "*",
    ];

    [Theory, MemberData(nameof(WrongIds))]
    public async Task Case_9_what_is_no_id_names_nothing(string form)
    {
        await using var host = await SlipwayHost.StartAsync();
        var group = await host.SpatialGen.StartAsync(StartBody.Flat());
        string Wrong(Guid id) => form.Replace("{id32}", id.ToString("N"), StringComparison.Ordinal).Replace("{id}", id.ToString(), StringComparison.Ordinal);

        foreach (var request in new[]
        {
            $"GET /api/videos/uploads/{Wrong(group.Id)}",
            $"DELETE /api/videos/uploads/{Wrong(group.Id)}",
            $"POST /api/videos/uploads/{Wrong(group.Id)}/files/{group.Files[0].Id}/part-urls",
            $"POST /api/videos/uploads/{group.Id}/files/{Wrong(group.Files[0].Id)}/part-urls",
            $"POST /api/videos/uploads/{group.Id}/files/{Wrong(group.Files[0].Id)}/complete",
            $"GET /api/videos/uploads/{group.Id}/files/{Wrong(group.Files[0].Id)}/parts",
        })
        {
            var answer = await RawCall.SendAsync(host.BaseUrl, RawCall.Request(request, host.Keys.Admin, "Content-Length: 0\r\n"));

            Assert.True(answer.Status is 400 or 404 or 405, $"{request}: {answer.Status}");
        }

        Assert.Equal("pending", (await host.SpatialGen.ViewAnswer(group)).Ok().Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Case_9_an_id_of_ten_thousand_characters_is_refused_and_an_upper_case_one_is_the_same_id()
    {
        await using var host = await SlipwayHost.StartAsync();
        var group = await host.SpatialGen.StartAsync(StartBody.Flat());

        Assert.InRange((await RawCall.SendAsync(host.BaseUrl, RawCall.Request($"GET /api/videos/uploads/{new string('a', 10_000)}", host.Keys.Upload))).Status, 400, 414);

        // RFC 9562 §4: input is case-insensitive; Apple's UUID type prints upper case.
        (await host.SpatialGen.GetAnswer($"/api/videos/uploads/{group.Id.ToString().ToUpperInvariant()}")).Ok();
    }

    [Fact]
    public async Task Case_10_forwarded_headers_of_strangers_change_nothing()
    {
        await using var host = await SlipwayHost.StartAsync();
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat())).Files[0];

        var answer = (await host.SpatialGen.PostAnswer(
            $"{file.Path}/part-urls", "{}", ("X-Forwarded-For", "10.0.0.1"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "https"), ("Forwarded", "host=evil.example"))).Ok();

        Assert.StartsWith(host.BaseUrl.ToString(), answer.Json.GetProperty("parts")[0].GetProperty("url").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a:99999")]
    [InlineData("a:b")]
    [InlineData("[::1")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("user@a")]
    [InlineData("a,b")]
    [InlineData("\u00e9")]
    public async Task Case_10_a_host_that_is_none_is_refused_and_never_a_fault_of_ours(string name)
    {
        await using var host = await SlipwayHost.StartAsync();
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat())).Files[0];

        var answer = await RawCall.SendAsync(host.BaseUrl, $"POST {file.Path}/part-urls HTTP/1.1\r\nHost: {name}\r\nX-SPATIALGEN-APPKEY: {host.Keys.Upload}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        Assert.InRange(answer.Status, 200, 499);
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("FOO")]
    [InlineData("post")]
    [InlineData("put")]
    [InlineData("delete")]
    [InlineData("HEAD")]
    public async Task Case_11_a_method_that_is_not_offered_is_405(string method)
    {
        await using var host = await SlipwayHost.StartAsync();
        var group = await host.SpatialGen.StartAsync(StartBody.Flat());

        Assert.Equal(405, (await RawCall.SendAsync(host.BaseUrl, RawCall.Request($"{method} {group.Path}", host.Keys.Upload, "Content-Length: 0\r\n"))).Status);
        Assert.Equal("pending", (await host.SpatialGen.ViewAnswer(group)).Ok().Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Case_11_connect_opens_nothing()
    {
        await using var host = await SlipwayHost.StartAsync();

        Assert.InRange((await RawCall.SendAsync(host.BaseUrl, "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\nConnection: close\r\n\r\n")).Status, 400, 405);
    }
}
