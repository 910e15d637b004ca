using Slipway.Tests.Support;

namespace Slipway.Tests.Dialects.SpatialGen;

/// <summary>Which files a layout takes: "File Role Rules" of the overview, and "Start Upload Group".</summary>
public sealed class StartCastTests
{
    public static TheoryData<string> FlatLayouts => ["2D", "MVHEVC", "SBS", "TB"];

    [Theory, MemberData(nameof(FlatLayouts))]
    public async Task A_layout_of_one_picture_takes_exactly_one_video(string layout)
    {
        await using var host = await SlipwayHost.StartAsync();
        var empty = StartBody.Of(layout);

        (await host.SpatialGen.StartAnswer(empty.File("a.mp4", "video"))).Ok();
        (await host.SpatialGen.StartAnswer(empty.File("a.srt", "subtitle", 5, "en"))).Refused(400, "one_video_needed");
        (await host.SpatialGen.StartAnswer(empty.File("a.mp4", "video").File("b.mp4", "video"))).Refused(400, "one_video_needed");
    }

    [Theory, MemberData(nameof(FlatLayouts))]
    public async Task A_layout_of_one_picture_takes_no_eyes(string layout)
    {
        await using var host = await SlipwayHost.StartAsync();
        var video = StartBody.Of(layout).File("a.mp4", "video");

        (await host.SpatialGen.StartAnswer(video.File("l.mp4", "video_left"))).Refused(400, "eyes_need_separate");
        (await host.SpatialGen.StartAnswer(video.File("r.mp4", "video_right"))).Refused(400, "eyes_need_separate");
    }

    [Fact]
    public async Task Separate_takes_exactly_one_left_and_one_right_eye()
    {
        await using var host = await SlipwayHost.StartAsync();
        var left = StartBody.Of("Separate").File("l.mov", "video_left");
        var right = StartBody.Of("Separate").File("r.mov", "video_right");

        (await host.SpatialGen.StartAnswer(StartBody.Separate())).Ok();
        (await host.SpatialGen.StartAnswer(left)).Refused(400, "separate_needs_both_eyes");
        (await host.SpatialGen.StartAnswer(right)).Refused(400, "separate_needs_both_eyes");
        (await host.SpatialGen.StartAnswer(StartBody.Separate().File("l2.mov", "video_left"))).Refused(400, "separate_needs_both_eyes");
        (await host.SpatialGen.StartAnswer(StartBody.Separate().File("r2.mov", "video_right"))).Refused(400, "separate_needs_both_eyes");
    }

    [Fact]
    public async Task Separate_takes_no_video()
    {
        await using var host = await SlipwayHost.StartAsync();

        (await host.SpatialGen.StartAnswer(StartBody.Separate().File("a.mp4", "video"))).Refused(400, "separate_takes_no_video");
    }

    [Theory]
    [InlineData("2D")]
    [InlineData("Separate")]
    public async Task At_most_one_aime_and_one_fcpxmld_but_any_number_of_tracks(string layout)
    {
        await using var host = await SlipwayHost.StartAsync();
        var body = (layout == "2D" ? StartBody.Flat() : StartBody.Separate()).File("m.aime", "aime").File("p.zip", "fcpxmld")
            .File("a.m4a", "audio", 5, "en").File("b.m4a", "audio", 5, "en").File("a.srt", "subtitle", 5, "de").File("b.srt", "subtitle", 5, "de");

        (await host.SpatialGen.StartAnswer(body)).Ok();
        (await host.SpatialGen.StartAnswer(body.File("n.aime", "aime"))).Refused(400, "one_aime_at_most");
        (await host.SpatialGen.StartAnswer(body.File("q.zip", "fcpxmld"))).Refused(400, "one_fcpxmld_at_most");
    }

    [Fact]
    public async Task Aiv_needs_a_perspective_of_180()
    {
        await using var host = await SlipwayHost.StartAsync();
        var body = StartBody.Of("AIV").File("a.aivu", "video");

        (await host.SpatialGen.StartAnswer(body.With("perspective", "180"))).Ok();
        (await host.SpatialGen.StartAnswer(body)).Refused(400, "aiv_needs_180");
        (await host.SpatialGen.StartAnswer(body.With("perspective", "360"))).Refused(400, "aiv_needs_180");
        (await host.SpatialGen.StartAnswer(body.With("perspective", "Regular"))).Refused(400, "aiv_needs_180");
    }

    [Fact]
    public async Task Aiv_needs_an_aivu_video_or_both_kinds_of_metadata()
    {
        await using var host = await SlipwayHost.StartAsync();
        var plain = StartBody.Of("AIV").With("perspective", "180").File("a.mov", "video");

        (await host.SpatialGen.StartAnswer(plain)).Refused(400, "aiv_needs_metadata");
        (await host.SpatialGen.StartAnswer(plain.File("m.aime", "aime"))).Refused(400, "aiv_needs_metadata");
        (await host.SpatialGen.StartAnswer(plain.File("p.zip", "fcpxmld"))).Refused(400, "aiv_needs_metadata");
        (await host.SpatialGen.StartAnswer(plain.File("m.aime", "aime").File("p.zip", "fcpxmld"))).Ok();
        (await host.SpatialGen.StartAnswer(plain.WithFile(0, "fileName", "A.AIVU"))).Ok();
    }

    [Fact]
    public async Task Aiv_is_a_layout_of_one_picture()
    {
        await using var host = await SlipwayHost.StartAsync();
        var body = StartBody.Of("AIV").With("perspective", "180").File("m.aime", "aime").File("p.zip", "fcpxmld");

        (await host.SpatialGen.StartAnswer(body)).Refused(400, "one_video_needed");
        (await host.SpatialGen.StartAnswer(body.File("l.mov", "video_left").File("r.mov", "video_right"))).Refused(400, "eyes_need_separate");
    }

    [Theory]
    [InlineData("2d")]
    [InlineData("mvhevc")]
    [InlineData("separate")]
    [InlineData("")]
    [InlineData(" 2D")]
    [InlineData("3D")]
    public async Task A_layout_is_written_exactly(string layout)
    {
        await using var host = await SlipwayHost.StartAsync();

        Assert.Contains("Separate", (await host.SpatialGen.StartAnswer(StartBody.Flat().With("layout", layout))).Refused(400, "unknown_layout"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Regular", true)]
    [InlineData("180", true)]
    [InlineData("360", true)]
    [InlineData("regular", false)]
    [InlineData("90", false)]
    [InlineData("", false)]
    public async Task A_perspective_is_one_of_three(string perspective, bool taken)
    {
        await using var host = await SlipwayHost.StartAsync();

        var answer = await host.SpatialGen.StartAnswer(StartBody.Flat().With("perspective", perspective));

        if (taken)
        {
            answer.Ok();
        }
        else
        {
            answer.Refused(400, "unknown_perspective");
        }
    }
}
