using System.CommandLine;
using System.Text.Json.Nodes;
using Slipway.Program.Upload;
using Slipway.Program.Upload.Reporting;
using Slipway.Tests.Client.Support;
using Spectre.Console;

namespace Slipway.Tests.Client;

public sealed class CommandTests
{
    [Fact]
    public async Task The_output_is_the_library_id_and_nothing_else()
    {
        await using var world = await UploadWorld.StartAsync();

        var (code, output, error) = await RunAsync(world, world.File("reef.mov", 5_000));

        Assert.Equal(ExitCodes.Done, code);
        Assert.Equal($"{world.Server.Groups[0].LibraryId}\n", output);
        Assert.Contains("Uploaded 4.9 KiB", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_says_the_library_id_alone()
    {
        await using var world = await UploadWorld.StartAsync();

        var (code, output, error) = await RunAsync(world, world.File("reef.mov", 5_000), "--quiet");

        Assert.Equal((ExitCodes.Done, $"{world.Server.Groups[0].LibraryId}\n", ""), (code, output, error));
    }

    [Fact]
    public async Task Roles_and_details_come_from_the_options()
    {
        await using var world = await UploadWorld.StartAsync();

        await RunAsync(
            world,
            "--left", world.File("l.mov", 100), "--right", world.File("r.mov", 200),
            "--audio", $"en={world.File("e.m4a", 10)}", "--audio", $"zxx={world.File("m=1.m4a", 11)}", "--subtitle", $"de={world.File("d.srt", 12)}",
            "--aime", world.File("x.aime", 13), "--fcpxmld", world.File("x.zip", 14),
            "--name", "Coral", "--description", "Deep", "--folder", "Sea", "--perspective", "180");

        var sent = JsonNode.Parse(world.Server.Groups[0].Body)!;
        Assert.Equal(
            ["video_left l.mov ", "video_right r.mov ", "audio e.m4a en", "audio m=1.m4a zxx", "subtitle d.srt de", "aime x.aime ", "fcpxmld x.zip "],
            sent["files"]!.AsArray().Select(file => $"{file!["fileRole"]} {file["fileName"]} {file["languageTag"]}"));
        Assert.Equal("Coral Deep Sea 180 Separate", $"{sent["videoName"]} {sent["description"]} {sent["folderName"]} {sent["perspective"]} {sent["layout"]}");
    }

    [Fact]
    public async Task A_single_file_is_a_2D_video_named_after_itself()
    {
        await using var world = await UploadWorld.StartAsync();

        await RunAsync(world, world.File("reef.two.mov", 100));

        var sent = JsonNode.Parse(world.Server.Groups[0].Body)!;
        Assert.Equal(("reef.two", "2D", "video"), ((string?)sent["videoName"], (string?)sent["layout"], (string?)sent["files"]![0]!["fileRole"]));
    }

    [Fact]
    public async Task Json_is_one_object_per_line_and_the_last_has_the_library_id()
    {
        await using var world = await UploadWorld.StartAsync();
        world.Server.Store.Damages = (part, turn) => part == 2 && turn == 1;

        var (code, output, error) = await RunAsync(world, world.File("reef.mov", 3_500), "--json");

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        var events = lines.Select(line => line["event"]!.GetValue<string>()).Where(name => name != "progress").ToList();
        Assert.Equal((ExitCodes.Done, ""), (code, error));
        Assert.Equal(
            ["started", "sending", "partStored", "retrying", "completing", "fileCompleted", "completed"], events.Distinct().OrderBy(Order));
        Assert.Equal("started", events[0]);
        Assert.Equal(4, events.Count(name => name == "partStored"));
        Assert.Equal(world.Server.Groups[0].LibraryId, lines[^1]["libraryId"]!.GetValue<long>());
        Assert.Equal(3_500, lines.Where(line => line["event"]!.GetValue<string>() == "partStored").Max(line => line["confirmedBytes"]!.GetValue<long>()));

        static int Order(string name) => Array.IndexOf(["started", "sending", "partStored", "retrying", "completing", "fileCompleted", "completed"], name);
    }

    [Fact]
    public async Task A_failure_in_json_is_the_last_line_and_a_sentence_on_the_error_stream()
    {
        await using var world = await UploadWorld.StartAsync();

        var (code, output, error) = await RunAsync(world, world.File("reef.mov", 500), "--json", "--layout", "Cube");

        var last = JsonNode.Parse(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!;
        Assert.Equal(ExitCodes.Refused, code);
        Assert.Equal(("failed", ExitCodes.Refused), (last["event"]!.GetValue<string>(), last["exitCode"]!.GetValue<int>()));
        Assert.Contains("layout is unknown", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("No video is given")]
    [InlineData("one video too many", "a.mov", "b.mov")]
    [InlineData("'--restrat' is no option", "a.mov", "--restrat")]
    [InlineData("given twice", "a.mov", "--video", "b.mov")]
    [InlineData("--audio is 'english.m4a'", "a.mov", "--audio", "english.m4a")]
    [InlineData("--parallel is 65", "a.mov", "--parallel", "65")]
    [InlineData("exclude each other", "a.mov", "--restart", "--cancel")]
    [InlineData("The server is 'ftp://x'", "a.mov", "--server", "ftp://x")]
    [InlineData("does not exist", "/nowhere/a.mov")]
    public async Task A_command_line_that_makes_no_sense_is_exit_2_and_says_which_value(string says, params string[] arguments)
    {
        await using var world = await UploadWorld.StartAsync();

        var (code, output, error) = await RunAsync(world, arguments);

        Assert.Equal((ExitCodes.Usage, ""), (code, output));
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task An_empty_file_is_exit_2()
    {
        await using var world = await UploadWorld.StartAsync();

        var (code, _, error) = await RunAsync(world, world.File("empty.mov", 0));

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("is empty", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_key_is_exit_3_and_is_not_shown()
    {
        await using var world = await UploadWorld.StartAsync();
        world.Server.AcceptedKey = "another";

        var (code, _, error) = await RunAsync(world, world.File("reef.mov", 500));

        Assert.Equal(ExitCodes.KeyRefused, code);
        Assert.Contains("Check --key", error, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeServer.Key, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_only_says_later_is_exit_5_once_the_tries_are_spent()
    {
        await using var world = await UploadWorld.StartAsync();
        world.Server.Instead = async http =>
        {
            http.Response.StatusCode = 503;
            await http.Response.CompleteAsync();
            return true;
        };

        var (code, _, error) = await RunAsync(world, world.File("reef.mov", 500));

        Assert.Equal(ExitCodes.Unreachable, code);
        Assert.Equal(10, world.Server.Calls.Count);
        Assert.Contains(world.Server.Address.Authority, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_file_is_exit_6_and_restart_is_the_way_out()
    {
        await using var world = await UploadWorld.StartAsync();
        var request = world.Video(5_000);
        await world.UploadPartlyAsync(request, parts: 2);
        world.File("reef.mov", 5_000, seed: 9);
        string[] arguments = [request.Files[0].Path, "--name", request.VideoName];

        var (code, _, error) = await RunAsync(world, arguments);
        var (again, _, _) = await RunAsync(world, [.. arguments, "--restart"]);

        Assert.Equal((ExitCodes.FileChanged, ExitCodes.Done), (code, again));
        Assert.Contains(request.Files[0].Path, error, StringComparison.Ordinal);
        Assert.Contains("--restart", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interruption_is_exit_130_and_the_same_command_continues()
    {
        await using var world = await UploadWorld.StartAsync();
        var path = world.File("reef.mov", 8_000);
        using var stop = new CancellationTokenSource();
        world.Server.Store.Instead = async (_, _, part, _) =>
        {
            if (part == 7)
            {
                await stop.CancelAsync();
            }

            return false;
        };

        var (code, output, error) = await RunAsync(world, stop.Token, path);
        world.Server.Store.Instead = null;
        var kept = world.Server.Groups[0].Files[0].Parts.Count;
        var (again, _, _) = await RunAsync(world, path);

        Assert.Equal((ExitCodes.Interrupted, ""), (code, output));
        Assert.Contains("run the same command again to continue", error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, again);
        Assert.Single(world.Server.Groups);
        Assert.True(kept > 0);
    }

    [Fact]
    public async Task Cancel_ends_the_open_upload_of_these_files()
    {
        await using var world = await UploadWorld.StartAsync();
        var request = world.Video(5_000);
        await world.UploadPartlyAsync(request, parts: 2);

        var (code, output, error) = await RunAsync(world, request.Files[0].Path, "--name", request.VideoName, "--cancel");

        Assert.Equal((ExitCodes.Done, ""), (code, output));
        Assert.Equal("canceled", world.Server.Groups[0].Status);
        Assert.Contains("is canceled", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_tells_the_exit_codes_and_no_key()
    {
        var output = new StringWriter();

        await new RootCommand { UploadCommand.Create() }.Parse(["upload", "--help"]).InvokeAsync(
            new InvocationConfiguration { Output = output }, TestContext.Current.CancellationToken);

        Assert.Contains("130 interrupted", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("SLIPWAY_KEY", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_a_terminal_every_file_has_its_bar_with_its_name()
    {
        await using var world = await UploadWorld.StartAsync();
        var screen = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(screen),
        });
        console.Profile.Width = 120;
        var bars = new BarsReporter(console, TimeProvider.System);

        var done = await bars.ShowAsync(
            () => world.Client().UploadAsync(world.TwoEyes(5_000, 3_000) with { VideoName = "[red]" }, bars, TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken);
        bars.Finished(done, TimeSpan.FromSeconds(2));

        Assert.Contains("left.mov", screen.ToString(), StringComparison.Ordinal);
        Assert.Contains("right.mov", screen.ToString(), StringComparison.Ordinal);
        Assert.Contains("100%", screen.ToString(), StringComparison.Ordinal);
        Assert.Contains("Uploaded 7.8 KiB in 2 s", screen.ToString(), StringComparison.Ordinal);
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(UploadWorld world, params string[] arguments) =>
        RunAsync(world, TestContext.Current.CancellationToken, arguments);

    private static async Task<(int Code, string Output, string Error)> RunAsync(UploadWorld world, CancellationToken cancellation, params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        string[] server = arguments.Contains("--server") ? [] : ["--server", world.Server.Address.ToString()];
        var code = await UploadCommand.Create(world.Clock).Parse([.. arguments, .. server, "--key", FakeServer.Key]).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false }, cancellation);
        return (code, output.ToString(), error.ToString());
    }
}
