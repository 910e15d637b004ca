using Slipway.Tests.Support;

namespace Slipway.Tests.Dialects.SpatialGen;

/// <summary>What each role takes: how its file's name ends, and whether it has a language.</summary>
public sealed class StartFileTests
{
    private const string Languages =
        "en es fr de it ja ko pt ru zh af am ar az bg bn bs ca cs da el et fa fi gu he hi hr hu hy id is ka kn lt lv ml mr ms nl no pa pl ro sk sl sq sr sv sw ta te th tl tr uk ur vi";

    private static readonly string[] Extensions = [".aivu", ".mp4", ".mov", ".m4a", ".srt", ".aime", ".zip", ".exe", ".txt", ""];

    private static readonly Dictionary<string, string[]> Taken = new()
    {
        ["video"] = [".aivu", ".mp4", ".mov"],
        ["video_left"] = [".mp4", ".mov"],
        ["video_right"] = [".mp4", ".mov"],
        ["audio"] = [".mp4", ".m4a"],
        ["subtitle"] = [".srt"],
        ["aime"] = [".aime"],
        ["fcpxmld"] = [".zip"],
    };

    public static TheoryData<string> Roles => [.. Taken.Keys];

    [Theory, MemberData(nameof(Roles))]
    public async Task A_role_takes_its_extensions_in_any_case_and_no_others(string role)
    {
        await using var host = await SlipwayHost.StartAsync();
        foreach (var extension in Extensions)
        {
            var takes = Taken[role].Contains(extension);
            await TakesAsync(host, role, $"a{extension}", takes);
            await TakesAsync(host, role, $"a.b{extension.ToUpperInvariant()}", takes);
            await TakesAsync(host, role, $"a{extension}.bak", taken: false);
        }
    }

    [Theory, MemberData(nameof(Roles))]
    public async Task A_name_needs_something_before_its_extension(string role)
    {
        await using var host = await SlipwayHost.StartAsync();

        await TakesAsync(host, role, Taken[role][0], taken: false);
    }

    [Theory]
    [InlineData("Video")]
    [InlineData("video-left")]
    [InlineData("")]
    [InlineData("subtitles")]
    [InlineData("fcpxml")]
    public async Task An_unknown_role_is_refused_with_the_known_ones(string role)
    {
        await using var host = await SlipwayHost.StartAsync();

        var message = (await host.SpatialGen.StartAnswer(StartBody.Flat().WithFile(0, "fileRole", role))).Refused(400, "unknown_role");

        Assert.All(Taken.Keys, known => Assert.Contains(known, message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("audio", "a.m4a")]
    [InlineData("subtitle", "a.srt")]
    public async Task Audio_and_subtitles_take_every_documented_language_in_any_case(string role, string name)
    {
        await using var host = await SlipwayHost.StartAsync();
        var body = StartBody.Flat();
        foreach (var tag in Languages.Split(' '))
        {
            body = body.File(name, role, 5, tag);
        }

        var answer = await host.SpatialGen.StartAnswer(body.File(name, role, 5, "EN").File(name, role, 5, "pT"));

        Assert.Equal(58 + 2 + 1, answer.Ok().Json.GetProperty("fileCount").GetInt32());
    }

    [Theory]
    [InlineData("audio", "a.m4a")]
    [InlineData("subtitle", "a.srt")]
    public async Task Audio_and_subtitles_need_a_language_without_a_region(string role, string name)
    {
        await using var host = await SlipwayHost.StartAsync();

        (await host.SpatialGen.StartAnswer(StartBody.Flat().File(name, role))).Refused(400, "language_required");
        (await host.SpatialGen.StartAnswer(StartBody.Flat().File(name, role, 5, "en-US"))).Refused(400, "unknown_language");
        (await host.SpatialGen.StartAnswer(StartBody.Flat().File(name, role, 5, "eng"))).Refused(400, "unknown_language");
        (await host.SpatialGen.StartAnswer(StartBody.Flat().File(name, role, 5, "xx"))).Refused(400, "unknown_language");
        (await host.SpatialGen.StartAnswer(StartBody.Flat().File(name, role, 5, ""))).Refused(400, "unknown_language");
    }

    [Fact]
    public async Task Only_audio_can_be_instrumental()
    {
        await using var host = await SlipwayHost.StartAsync();

        (await host.SpatialGen.StartAnswer(StartBody.Flat().File("a.m4a", "audio", 5, "ZXX"))).Ok();
        (await host.SpatialGen.StartAnswer(StartBody.Flat().File("a.srt", "subtitle", 5, "zxx"))).Refused(400, "unknown_language");
    }

    [Fact]
    public async Task No_other_role_takes_a_language()
    {
        await using var host = await SlipwayHost.StartAsync();

        (await host.SpatialGen.StartAnswer(StartBody.Flat().WithFile(0, "languageTag", "en"))).Refused(400, "language_not_allowed");
        (await host.SpatialGen.StartAnswer(StartBody.Separate().WithFile(0, "languageTag", "en"))).Refused(400, "language_not_allowed");
        (await host.SpatialGen.StartAnswer(StartBody.Separate().WithFile(1, "languageTag", "en"))).Refused(400, "language_not_allowed");
        (await host.SpatialGen.StartAnswer(StartBody.Flat().File("m.aime", "aime", 5, "en"))).Refused(400, "language_not_allowed");
        (await host.SpatialGen.StartAnswer(StartBody.Flat().File("p.zip", "fcpxmld", 5, "en"))).Refused(400, "language_not_allowed");
    }

    [Fact]
    public async Task Languages_can_be_added_by_setting()
    {
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Settings = new Dictionary<string, string?> { ["SpatialGen:ExtraLanguages"] = "eu, GA" } });

        (await host.SpatialGen.StartAnswer(StartBody.Flat().File("a.srt", "subtitle", 5, "eu").File("b.srt", "subtitle", 5, "ga"))).Ok();
        (await host.SpatialGen.StartAnswer(StartBody.Flat().File("a.srt", "subtitle", 5, "gd"))).Refused(400, "unknown_language");
    }

    private static async Task TakesAsync(SlipwayHost host, string role, string name, bool taken)
    {
        var answer = await host.SpatialGen.StartAnswer(Cast(role, name));
        if (taken)
        {
            answer.Ok();
        }
        else
        {
            Assert.Contains(Taken[role][0], answer.Refused(400, "unsupported_type"), StringComparison.Ordinal);
        }
    }

    // A group in which everything but the name in question is right.
    private static StartBody Cast(string role, string name) => role switch
    {
        "video" => StartBody.Flat(name: name),
        "video_left" => StartBody.Separate().WithFile(0, "fileName", name),
        "video_right" => StartBody.Separate().WithFile(1, "fileName", name),
        "audio" or "subtitle" => StartBody.Flat().File(name, role, 5, "en"),
        _ => StartBody.Flat().File(name, role, 5),
    };
}
