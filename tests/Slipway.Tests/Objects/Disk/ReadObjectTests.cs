using System.Net;
using Slipway.Core.Objects;
using Slipway.Core.Uploads;
using Slipway.Server.Objects.Disk;
using Slipway.Server.Objects.Disk.Http;
using Slipway.Tests.Contracts;

namespace Slipway.Tests.Objects.Disk;

/// <summary>Reading, preflights, and what the data plane does not do.</summary>
public sealed class ReadObjectTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=0-", 0, 1000)]
    [InlineData("bytes=999-", 999, 1)]
    [InlineData("bytes=500-99999", 500, 500)]
    [InlineData("bytes=-1", 999, 1)]
    [InlineData("bytes=-5000", 0, 1000)]
    [InlineData("bytes=9223372036854775806-", -1, 0)]
    [InlineData("bytes=1000-", -1, 0)]
    [InlineData("bytes=-0", -1, 0)]
    public void A_range_is_read_within_the_object(string header, long first, long length)
    {
        var satisfiable = ByteRange.TryRead(header, 1000, out var range);

        Assert.Equal(first >= 0, satisfiable);
        if (satisfiable)
        {
            Assert.Equal(new ByteRange(first, length), range);
        }
    }

    [Theory]
    [InlineData("bytes=1-2,4-5")]
    [InlineData("bytes=5-2")]
    [InlineData("bytes=-")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=+1-2")]
    [InlineData("bytes=99999999999999999999-")]
    [InlineData("lines=1-2")]
    [InlineData(null)]
    public void What_is_no_single_range_counts_as_none(string? header)
    {
        Assert.True(ByteRange.TryRead(header, 1000, out var range));
        Assert.Null(range);
    }

    [Fact]
    public async Task Case_69_an_object_is_an_attachment_that_no_browser_runs()
    {
        await using var world = await OpenAsync();
        var key = await StoreAsync(world, "evil/page.html");

        using var answer = await world.GetAsync(key);

        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task Head_says_what_get_would_and_sends_nothing()
    {
        await using var world = await OpenAsync();
        var key = await StoreAsync(world, "a/film.mov");
        var request = new HttpRequestMessage(HttpMethod.Head, world.Store.ReadUrl("HEAD", key, StoreWorld.Window, world.Endpoint));

        using var answer = await world.Http.SendAsync(request, Ct);

        Assert.Equal((HttpStatusCode.OK, 1000L, "video/quicktime"), (answer.StatusCode, answer.Content.Headers.ContentLength, answer.Content.Headers.ContentType!.MediaType));
        Assert.NotNull(answer.Content.Headers.LastModified);
    }

    [Fact]
    public async Task A_copy_that_is_still_good_is_not_sent_again()
    {
        await using var world = await OpenAsync();
        var key = await StoreAsync(world, "a/film.mov");
        var etag = $"\"{(await world.Store.HeadAsync(key, Ct))!.ETag}\"";

        Assert.Equal(HttpStatusCode.NotModified, await StatusAsync(world, key, ("If-None-Match", etag)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(world, key, ("If-None-Match", "\"other\"")));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await StatusAsync(world, key, ("If-Match", "\"other\"")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(world, key, ("If-Match", etag)));
        Assert.Equal(HttpStatusCode.PartialContent, await StatusAsync(world, key, ("Range", "bytes=1-2"), ("If-Range", etag)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(world, key, ("Range", "bytes=1-2"), ("If-Range", "\"other\"")));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, await StatusAsync(world, key, ("Range", "bytes=1000-")));
        Assert.Equal(HttpStatusCode.NotModified, await StatusAsync(world, key, ("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT")));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await StatusAsync(world, key, ("If-Unmodified-Since", "Fri, 01 Jan 2010 00:00:00 GMT")));
    }

    [Theory]
    [InlineData("DELETE", 501)]
    [InlineData("POST", 501)]
    [InlineData("PUT", 501)]
    [InlineData("PATCH", 405)]
    public async Task A_signed_request_for_anything_else_is_refused(string method, int status)
    {
        await using var host = await DiskHost.StartAsync();
        var url = Core.Signing.UrlSigner.Sign(method, host.Disk.Key, host.Endpoint, "/slipway/a/b", [], StoreWorld.Window);

        using var answer = await host.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), url), Ct);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_refusal_never_repeats_the_signature()
    {
        await using var host = await DiskHost.StartAsync();
        var world = WorldOf(host);
        var url = world.Store.ReadUrl("GET", StoreWorld.NewKey(), StoreWorld.Window, world.Endpoint);

        using var answer = await world.Http.GetAsync(url, Ct);

        var signature = url[(url.LastIndexOf('=') + 1)..];
        Assert.DoesNotContain(signature, await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.DoesNotContain(host.Log.Lines, line => line.Text.Contains(signature, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Case_92_without_a_list_every_page_may_use_a_url_and_none_with_credentials()
    {
        await using var world = await OpenAsync();

        using var answer = await PreflightAsync(world, "https://any.example", "PUT");

        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
        Assert.Contains("ETag", answer.Headers.GetValues("Access-Control-Expose-Headers").Single(), StringComparison.Ordinal);
        Assert.NotEmpty(answer.Headers.GetValues("Access-Control-Max-Age"));
    }

    [Theory]
    [InlineData("https://app.example", "PUT", true)]
    [InlineData("https://evil.example", "PUT", false)]
    [InlineData("https://app.example.evil", "PUT", false)]
    [InlineData("http://app.example", "PUT", false)]
    [InlineData("https://APP.example", "PUT", false)]
    [InlineData("null", "PUT", false)]
    [InlineData("https://app.example", "DELETE", false)]
    public async Task Case_92_with_a_list_origins_are_compared_exactly(string origin, string method, bool allowed)
    {
        await using var world = WorldOf(await DiskHost.StartAsync(new DiskStoreOptions { AllowedOrigins = ["https://app.example"] }));

        using var answer = await PreflightAsync(world, origin, method);

        Assert.Equal(allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(origin == "https://app.example", answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Contains("Origin", answer.Headers.Vary);
    }

    private static StoreWorld WorldOf(DiskHost host) => new(host.Store, host.Http, host.Endpoint, 1000, host.DisposeAsync);

    private static async Task<StoreWorld> OpenAsync() => WorldOf(await DiskHost.StartAsync());

    private static async Task<ObjectKey> StoreAsync(StoreWorld world, string key)
    {
        var plan = new PartPlan(1000, 1000, 1);
        var upload = new StoreUpload(new ObjectKey(key), await world.Store.StartAsync(new ObjectKey(key), plan, "text/html", Ct), plan);
        await world.Store.CompleteAsync(upload, await world.PutAllAsync(upload, StoreWorld.Content(1000)), Ct);
        return upload.Key;
    }

    private static async Task<HttpStatusCode> StatusAsync(StoreWorld world, ObjectKey key, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, world.Store.ReadUrl("GET", key, StoreWorld.Window, world.Endpoint));
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        using var answer = await world.Http.SendAsync(request, Ct);
        return answer.StatusCode;
    }

    private static Task<HttpResponseMessage> PreflightAsync(StoreWorld world, string origin, string method)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, world.Store.ReadUrl("GET", StoreWorld.NewKey(), StoreWorld.Window, world.Endpoint));
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", "content-type, x-odd");
        return world.Http.SendAsync(request, Ct);
    }
}
