using Microsoft.Extensions.DependencyInjection;
using Slipway.Server.Health;
using Slipway.Tests.Support;

namespace Slipway.Tests.Health;

/// <summary>Live and ready, for whoever asks.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task A_server_that_answers_is_live()
    {
        await using var host = await SlipwayHost.StartAsync();

        Assert.Equal("""{"status":"ok"}""", (await host.As(null).GetAnswer("/health/live")).Ok().Text);
    }

    [Fact]
    public async Task A_server_that_can_use_what_it_needs_is_ready_and_says_what_that_is()
    {
        await using var host = await SlipwayHost.StartAsync();

        var answer = (await host.As(null).GetAnswer("/health/ready")).Ok().Json;

        Assert.Equal("ok", answer.GetProperty("status").GetString());
        Assert.Equal(["catalog", "store"], answer.GetProperty("needs").EnumerateArray().Select(need => need.GetProperty("name").GetString()).Order());
        Assert.All(answer.GetProperty("needs").EnumerateArray(), need => Assert.Equal(System.Text.Json.JsonValueKind.Null, need.GetProperty("failure").ValueKind));
    }

    [Fact]
    public async Task A_store_that_does_not_sync_says_so()
    {
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Settings = new Dictionary<string, string?> { ["Storage:Disk:Durability"] = "relaxed" } });

        Assert.Contains("relaxed", (await host.As(null).GetAnswer("/health/ready")).Ok().Text, StringComparison.Ordinal);
        Assert.Contains(host.Logs, line => line.Text.Contains("relaxed", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_server_that_cannot_use_what_it_needs_is_live_but_not_ready()
    {
        string? failure = "the disk is on fire";
        await using var host = await SlipwayHost.StartAsync(new HostPlan
        {
            ErrorsExpected = true,
            Configure = services => services.AddSingleton(new Need("extra", () => "an extra need", () => failure)),
        });

        var answer = await host.As(null).GetAnswer("/health/ready");

        Assert.Equal((503, "failing"), ((int)answer.Status, answer.Json.GetProperty("status").GetString()));
        Assert.Contains("the disk is on fire", answer.Text, StringComparison.Ordinal);
        (await host.As(null).GetAnswer("/health/live")).Ok();
        failure = null;
        (await host.As(null).GetAnswer("/health/ready")).Ok();
    }

    [Fact]
    public async Task Health_tells_no_version_folder_or_key()
    {
        await using var host = await SlipwayHost.StartAsync();

        var answer = await host.As(null).GetAnswer("/health/ready");

        Assert.DoesNotContain(host.DataFolder, answer.Text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\d+\.\d+\.\d+", answer.Text);
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task Health_is_only_read(string method)
    {
        await using var host = await SlipwayHost.StartAsync();

        Assert.InRange((int)(await host.As(null).SendAnswer(new HttpMethod(method), "/health/live")).Status, 404, 405);
    }
}
