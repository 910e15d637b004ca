using Slipway.Tests.Support;

namespace Slipway.Tests.Http;

public sealed class ApiCorsTests
{
    [Fact]
    public async Task A_page_of_any_origin_may_ask_with_its_key_header_but_never_with_credentials()
    {
        await using var host = await SlipwayHost.StartAsync();
        using var preflight = Preflight(host, "https://app.example.com");

        using var answer = await host.Http.SendAsync(preflight, TestContext.Current.CancellationToken);

        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal(["*"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Contains("x-spatialgen-appkey", string.Join(',', answer.Headers.GetValues("Access-Control-Allow-Headers")), StringComparison.OrdinalIgnoreCase);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task A_refusal_can_be_read_by_the_page_that_asked()
    {
        await using var host = await SlipwayHost.StartAsync();
        using var call = new HttpRequestMessage(HttpMethod.Get, "/api/videos/uploads") { Headers = { { "Origin", "https://app.example.com" } } };

        using var answer = await host.Http.SendAsync(call, TestContext.Current.CancellationToken);

        Assert.Equal(401, (int)answer.StatusCode);
        Assert.Equal(["*"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("https://app.example.com", true)]
    [InlineData("https://app.example.com.evil.com", false)]
    [InlineData("https://evil.com", false)]
    [InlineData("null", false)]
    public async Task Case_92_with_a_list_origins_are_compared_exactly(string origin, bool allowed)
    {
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Settings = new Dictionary<string, string?> { ["AllowedOrigins"] = "https://app.example.com" } });
        using var preflight = Preflight(host, origin);

        using var answer = await host.Http.SendAsync(preflight, TestContext.Current.CancellationToken);

        Assert.Equal(allowed, answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static HttpRequestMessage Preflight(SlipwayHost host, string origin) => new(HttpMethod.Options, new Uri(host.BaseUrl, "/api/videos/uploads"))
    {
        Headers =
        {
            { "Origin", origin },
            { "Access-Control-Request-Method", "POST" },
            { "Access-Control-Request-Headers", "content-type,x-spatialgen-appkey" },
        },
    };
}
