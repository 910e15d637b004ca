using Slipway.Acceptance.Support;

namespace Slipway.Acceptance.Lifecycle;

public sealed class StartTests
{
    [Fact]
    public async Task The_first_start_says_where_it_is_what_it_stands_on_and_one_admin_key_and_the_second_start_no_key()
    {
        using var world = new World("start");
        await using var server = new Server(world.Data);
        await server.StartAsync();

        Assert.Contains(server.Lines, line => line.StartsWith("listening ", StringComparison.Ordinal) && line.EndsWith(server.Url.OriginalString, StringComparison.Ordinal));
        Assert.Contains(server.Lines, line => line.StartsWith("catalog ", StringComparison.Ordinal) && line.Contains("SQLite", StringComparison.Ordinal));
        Assert.Contains(server.Lines, line => line.StartsWith("store ", StringComparison.Ordinal));
        Assert.Contains(server.Lines, line => line.StartsWith("data ", StringComparison.Ordinal) && line.Contains(world.Data, StringComparison.Ordinal));
        using (var wire = new Wire(server.Url, server.Key!))
        {
            Assert.True((await wire.GetAsync("/api/library")).Ok);
        }

        Assert.Equal(0, await server.StopAsync());
        await server.StartAsync();
        Assert.Single(server.Lines, line => line.Contains("slw_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_second_process_on_the_same_data_is_refused_and_the_first_goes_on()
    {
        using var world = new World("lock");
        await using var first = new Server(world.Data);
        await first.StartAsync();

        var refused = await Command.SlipwayAsync("serve", "--data", world.Data, "--urls", $"http://127.0.0.1:{Ports.Free()}");

        Assert.NotEqual(0, refused.ExitCode);
        var sentence = Assert.Single(refused.Error.Trim().Split('\n'));
        Assert.Contains(world.Data, sentence, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.OK, await first.StatusOfAsync("/health/ready"));
    }

    [Fact]
    public async Task A_taken_port_is_one_clear_sentence()
    {
        using var world = new World("port");
        await using var first = new Server(world.PathOf("first"));
        await first.StartAsync();

        var refused = await Command.SlipwayAsync("serve", "--data", world.PathOf("second"), "--urls", first.Url.OriginalString);

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains($"{first.Port}", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Error + refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_fault_of_the_configuration_is_named_at_once_before_the_port_opens()
    {
        using var world = new World("settings");

        var refused = await Command.RunAsync("dotnet", [Checkout.Slipway, "serve", "--data", world.Data, "--urls", "here"], environment: new Dictionary<string, string>
        {
            ["Slipway__Uploads__PartBytes"] = "17",
            ["Slipway__Uploads__GroupLife"] = "soon",
            ["Slipway__Uplaods__UrlLife"] = "1h",
        });

        Assert.Equal(2, refused.ExitCode);
        foreach (var named in (string[])["Slipway:Urls", "\"here\"", "Slipway:Uploads:PartBytes", "\"17\"", "Slipway:Uploads:GroupLife", "\"soon\"", "Slipway:Uplaods:UrlLife"])
        {
            Assert.Contains(named, refused.Error, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(world.Data), "Nothing was to be touched.");
    }
}
