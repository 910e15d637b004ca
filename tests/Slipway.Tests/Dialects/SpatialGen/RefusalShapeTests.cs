using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Core.Uploads;
using Slipway.Tests.Support;

namespace Slipway.Tests.Dialects.SpatialGen;

/// <summary>Every refusal is <c>{"error": "…", "code": "…"}</c>, whoever in the house refuses. The clients' own rules check the shape at every answer.</summary>
public sealed class RefusalShapeTests
{
    [Theory]
    [InlineData("GET", "/api/videos/uploads/{group}/files", 404, "not_found")]
    [InlineData("POST", "/api/videos/uploads/{group}/files/{file}", 404, "not_found")]
    [InlineData("POST", "/api/videos/uploads/{group}/cancel", 404, "not_found")]
    [InlineData("GET", "/api/videos/uploads/a.js", 404, "not_found")]
    [InlineData("PUT", "/api/videos/uploads", 405, "method_not_allowed")]
    [InlineData("PATCH", "/api/videos/uploads/{group}", 405, "method_not_allowed")]
    [InlineData("GET", "/api/videos/uploads/{group}/files/{file}/complete", 405, "method_not_allowed")]
    [InlineData("DELETE", "/api/videos/uploads/{group}/files/{file}/part-urls", 405, "method_not_allowed")]
    [InlineData("POST", "/api/videos/uploads/{group}/files/{file}/parts", 405, "method_not_allowed")]
    public async Task An_address_or_a_method_that_is_not_there(string method, string path, int status, string code)
    {
        await using var host = await SlipwayHost.StartAsync();
        var group = await host.SpatialGen.StartAsync(StartBody.Flat());

        var address = path.Replace("{group}", group.Id.ToString(), StringComparison.Ordinal).Replace("{file}", group.Files[0].Id.ToString(), StringComparison.Ordinal);

        (await host.SpatialGen.SendAnswer(new HttpMethod(method), address)).Refused(status, code);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/nothing")]
    [InlineData("/favicon.ico")]
    [InlineData("/api/videos")]
    [InlineData("/api/videos/published")]
    [InlineData("/apis")]
    [InlineData("/health/dead")]
    public async Task Outside_the_dialect_the_shape_is_the_same(string path)
    {
        await using var host = await SlipwayHost.StartAsync();

        (await host.As(host.Keys.Admin).GetAnswer(path)).Refused(404, "not_found");
    }

    [Fact]
    public async Task A_fault_of_ours_is_a_500_in_the_shape_tells_nothing_and_is_logged()
    {
        await using var host = await SlipwayHost.StartAsync(new HostPlan
        {
            ErrorsExpected = true,
            Configure = services => services.AddSingleton<ICatalog>(new BrokenCatalog(() => new InvalidOperationException("a secret of the house"))),
        });

        var message = (await host.SpatialGen.StartAnswer(StartBody.Flat())).Refused(500, "internal_error");

        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
        Assert.Contains(host.Logs, line => line.Text.Contains("a secret of the house", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_catalog_out_of_reach_is_a_503_that_says_when_to_try_again()
    {
        await using var host = await SlipwayHost.StartAsync(new HostPlan
        {
            ErrorsExpected = true,
            Configure = services => services.AddSingleton<ICatalog>(new BrokenCatalog(() => new UploadRefusedException(UploadError.Unavailable("The catalog cannot be reached.")))),
        });

        var answer = await host.SpatialGen.StartAnswer(StartBody.Flat());

        answer.Refused(503, "unavailable");
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task A_broken_timeout_inside_the_house_is_not_taken_for_a_client_that_left()
    {
        await using var host = await SlipwayHost.StartAsync(new HostPlan
        {
            ErrorsExpected = true,
            Configure = services => services.AddSingleton<ICatalog>(new BrokenCatalog(() => new OperationCanceledException("a timeout of ours"))),
        });

        (await host.SpatialGen.StartAnswer(StartBody.Flat())).Refused(500, "internal_error");

        Assert.Contains(host.Logs, line => line.Text.Contains("a timeout of ours", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_is_not_to_be_kept_by_any_cache_and_names_no_server()
    {
        await using var host = await SlipwayHost.StartAsync();

        var answer = await host.SpatialGen.GetAnswer("/api/videos/uploads/nothing");

        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.False(answer.Headers.Contains("Server"));
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
    }

    [Fact]
    public async Task A_refusal_shows_a_value_on_one_line_and_cut_short()
    {
        await using var host = await SlipwayHost.StartAsync();
        var json = StartBody.Flat().With("layout", "@@").TextWith("[\n\"" + new string('x', 5000) + "\"\r\n]");

        var message = (await host.SpatialGen.StartAnswer(json)).Refused(400, "invalid_field");

        Assert.InRange(message.Length, 1, 200);
        Assert.DoesNotContain(message, char.IsControl);
    }

    [Fact]
    public async Task A_body_that_ends_early_is_refused_and_logged_as_nothing()
    {
        await using var host = await SlipwayHost.StartAsync();

        var answer = await RawCall.SendAsync(host.BaseUrl, RawCall.Request(
            "POST /api/videos/uploads", host.Keys.Upload, "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n", "5\r\n{\"a\"\r\nnot-a-chunk\r\n"));

        Assert.Equal(400, answer.Status);
    }

    [Fact]
    public async Task Json_is_taken_with_any_parameters_of_its_media_type()
    {
        await using var host = await SlipwayHost.StartAsync();
        foreach (var type in (string[])["application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "application/problem+json"])
        {
            var content = new StringContent(StartBody.Flat().Text, Encoding.UTF8);
            content.Headers.Remove("Content-Type");
            content.Headers.TryAddWithoutValidation("Content-Type", type);

            (await host.SpatialGen.SendAnswer(HttpMethod.Post, SpatialGenDriver.Uploads, content)).Ok();
        }
    }
}
