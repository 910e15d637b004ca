using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Server.Http;
using Slipway.Tests.Support;

namespace Slipway.Tests.Http;

/// <summary>What Kestrel would take and a proxy before it might read otherwise (cases 29, 45 and 46 of the abuse list).</summary>
public sealed class FramingTests
{
    [Theory]
    [InlineData("Content-Length: +1\r\n\r\nx")]
    [InlineData("Content-Length: -1\r\n\r\nx")]
    [InlineData("Content-Length: 0x1\r\n\r\nx")]
    [InlineData("Content-Length: 1,1\r\n\r\nx")]
    [InlineData("Content-Length: 99999999999999999999\r\n\r\nx")]
    [InlineData("Content-Length: 000000000000000000000000000000000000000000000000000001\r\n\r\nx")]
    [InlineData("Content-Length: 1 1\r\n\r\nx")]
    [InlineData("Content-Length:\r\n\r\n")]
    [InlineData("Content-Length: 1\r\nContent-Length: 1\r\n\r\nx")]
    [InlineData("Content-Length: 1\r\nContent-Length: 2\r\n\r\nx")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: identity\r\n\r\n")]
    [InlineData("Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("X-Folded: a\r\n b\r\nContent-Length: 0\r\n\r\n")]
    public async Task A_request_whose_end_is_in_doubt_is_refused(string headers)
    {
        Assert.Equal(400, await StatusAsync($"POST / HTTP/1.1\r\nHost: x\r\n{headers}"));
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\nHost: x\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\nContent-Length: 0\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\n\n")]
    public async Task A_bare_line_feed_ends_no_line(string request)
    {
        Assert.Equal(400, await StatusAsync(request));
    }

    [Theory]
    [InlineData("GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET http://x\\..\\y HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    public async Task A_request_whose_address_is_in_doubt_is_refused(string request)
    {
        Assert.Equal(400, await StatusAsync(request));
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx", "1")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0001\r\n\r\nx", "1")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "3")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "0")]
    public async Task A_plain_request_passes(string request, string bytes)
    {
        await using var app = await StartAsync();
        using var connection = await RawHttp.ConnectAsync(Port(app));
        await connection.SendAsync(request);

        var (status, _, body) = await connection.ReadAsync();

        Assert.Equal((200, bytes), (status, body));
    }

    private static async Task<int> StatusAsync(string request)
    {
        await using var app = await StartAsync();
        using var connection = await RawHttp.ConnectAsync(Port(app));
        await connection.SendAsync(request);
        return (await connection.ReadAsync()).Status;
    }

    private static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(KestrelHardening.Apply).UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseFramingGuard();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var text = body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
            context.Response.ContentLength = text.Length;
            await context.Response.WriteAsync(text, context.RequestAborted);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static int Port(WebApplication app) =>
        new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
}
