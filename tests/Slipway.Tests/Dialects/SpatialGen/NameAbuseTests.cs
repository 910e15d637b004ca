using System.Text;
using Slipway.Tests.Support;

namespace Slipway.Tests.Dialects.SpatialGen;

/// <summary>Abuse of names and metadata. The numbers are those of the project's list of abuse cases; they do not change.</summary>
public sealed class NameAbuseTests
{
    [Theory]
    [InlineData("../../etc/passwd.mp4")]
    [InlineData("..\\..\\x.mp4")]
    [InlineData("/abs.mp4")]
    [InlineData("C:\\x.mp4")]
    [InlineData("a/b.mp4")]
    [InlineData("a/../b.mp4")]
    [InlineData("./a.mp4")]
    public async Task Case_60_a_name_that_is_a_path_is_refused(string name)
    {
        await using var host = await SlipwayHost.StartAsync();

        (await host.SpatialGen.StartAnswer(StartBody.Flat(name: name))).Refused(400, "invalid_file_name");
    }

    [Theory]
    [InlineData("%2e%2e%2f.mp4")]
    [InlineData("CON.mp4")]
    [InlineData("..mp4")]
    [InlineData("a..b.mp4")]
    [InlineData("~root.mp4")]
    [InlineData("$(touch x).mp4")]
    [InlineData("'; DROP TABLE groups; --.mp4")]
    [InlineData("<b>bold.mp4")]
    public async Task Case_60_a_name_is_text_for_people_and_never_part_of_a_path_or_key(string name)
    {
        await using var host = await SlipwayHost.StartAsync();

        var group = await host.SpatialGen.StartAsync(StartBody.Flat(name: name));
        Assert.Equal(name, group.Files[0].Name);
        var part = Assert.Single(await host.SpatialGen.SignAsync(group.Files[0]));
        await host.SpatialGen.UploadAndCompleteAsync(group.Files[0]);

        Assert.Matches($"^/[^/]+/default/{group.Id}/{group.Files[0].Id}/[A-Za-z0-9]{{21}}\\.mp4$", new Uri(part.Url).AbsolutePath);
        Assert.All(host.StoredFiles(), file => Assert.DoesNotContain(name, file, StringComparison.Ordinal));
        var key = (await host.As(host.Keys.Admin).GetAnswer("/api/library")).Ok().Json.GetProperty("items")[0].GetProperty("files")[0].GetProperty("objectKey").GetString();
        Assert.EndsWith(key!, new Uri(part.Url).AbsolutePath, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x0000)]
    [InlineData(0x000A)]
    [InlineData(0x000D)]
    [InlineData(0x001B)]
    [InlineData(0x007F)]
    [InlineData(0x0085)]
    [InlineData(0x200B)]
    [InlineData(0x200E)]
    [InlineData(0x2028)]
    [InlineData(0x202E)]
    [InlineData(0x2066)]
    [InlineData(0xE000)]
    [InlineData(0xFEFF)]
    [InlineData(0xFFFF)]
    public async Task Case_61_a_character_that_cannot_be_seen_is_refused_by_its_number(int character)
    {
        await using var host = await SlipwayHost.StartAsync();
        var text = $"a{(char)character}b";

        foreach (var answer in new[]
        {
            await host.SpatialGen.StartAnswer(StartBody.Flat(name: text + ".mp4")),
            await host.SpatialGen.StartAnswer(StartBody.Flat().With("videoName", text)),
            await host.SpatialGen.StartAnswer(StartBody.Flat().With("folderName", text)),
        })
        {
            Assert.Contains($"U+{character:X4}", answer.Refused(400, "invalid_character"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Case_62_a_name_has_255_bytes_at_the_most()
    {
        await using var host = await SlipwayHost.StartAsync();

        (await host.SpatialGen.StartAnswer(StartBody.Flat(name: new string('a', 251) + ".mp4"))).Ok();
        Assert.Equal(400, (int)(await host.SpatialGen.StartAnswer(StartBody.Flat(name: new string('a', 252) + ".mp4"))).Status);
        (await host.SpatialGen.StartAnswer(StartBody.Flat(name: new string('ü', 126) + ".mp4"))).Refused(400, "file_name_too_long");
        (await host.SpatialGen.StartAnswer(StartBody.Flat(name: new string('a', 200_000) + ".mp4"))).Refused(400, "text_too_long");
        (await host.SpatialGen.StartAnswer(StartBody.Flat(name: new string('a', 1 << 20) + ".mp4"))).Refused(413, "body_too_large");
    }

    [Theory]
    [InlineData("", "empty_text")]
    [InlineData("   ", "empty_text")]
    [InlineData(".", "invalid_file_name")]
    [InlineData("..", "invalid_file_name")]
    [InlineData(". .", "invalid_file_name")]
    [InlineData(".mp4", "unsupported_type")]
    public async Task Case_62_a_name_needs_something_to_read(string name, string code)
    {
        await using var host = await SlipwayHost.StartAsync();

        (await host.SpatialGen.StartAnswer(StartBody.Flat(name: name))).Refused(400, code);
    }

    [Theory]
    [InlineData("fe\u0301e.mp4")] // decomposed, as macOS names files: answered as it came, so that its client finds it again
    [InlineData("f\u00e9e.mp4")]
    [InlineData("👨‍👩‍👧.mp4")]
    [InlineData("𝔘𝔫𝔦.mp4")]
    [InlineData("日本語.mp4")]
    [InlineData("עברית.mp4")]
    public async Task Case_62_a_name_in_any_script_comes_back_as_it_was_sent(string name)
    {
        await using var host = await SlipwayHost.StartAsync();

        Assert.Equal(name, (await host.SpatialGen.StartAsync(StartBody.Flat(name: name))).Files[0].Name);
    }

    [Fact]
    public async Task Case_63_no_name_can_reach_a_header()
    {
        await using var host = await SlipwayHost.StartAsync();

        (await host.SpatialGen.StartAnswer(StartBody.Flat(name: "a\r\nSet-Cookie: x.mp4"))).Refused(400, "invalid_character");
        var group = await host.SpatialGen.StartAsync(StartBody.Flat(4, "ü \"quoted\"; x=y.mp4"));
        var part = Assert.Single(await host.SpatialGen.SignAsync(group.Files[0]));
        using var put = await host.SpatialGen.PutAsync(part.Url, [1, 2, 3, 4]);

        Assert.DoesNotContain(put.Headers.Concat(put.Content.Headers), header => header.Value.Any(value => value.Contains("quoted", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("video", "a.mov.exe")]
    [InlineData("video", "a.zip")]
    [InlineData("video", "a.mp4 .exe")]
    [InlineData("video", "a.mp4.")]
    [InlineData("video", "mp4")]
    [InlineData("video", "a.mp")]
    [InlineData("video", "a.mp44")]
    [InlineData("video", "a.ｍp4")]
    public async Task Case_64_the_end_of_a_name_decides(string role, string name)
    {
        await using var host = await SlipwayHost.StartAsync();

        (await host.SpatialGen.StartAnswer(StartBody.Of("2D").File(name, role))).Refused(400, "unsupported_type");
    }

    [Fact]
    public async Task Case_64_an_earlier_extension_does_not_matter()
    {
        await using var host = await SlipwayHost.StartAsync();

        (await host.SpatialGen.StartAnswer(StartBody.Flat(name: "a.exe.MOV"))).Ok();
    }

    [Fact]
    public async Task Case_68_what_a_client_sends_never_writes_a_line_of_the_log()
    {
        const string Canary = "CANARY";
        await using var host = await SlipwayHost.StartAsync();
        foreach (var poison in (string[])[$"\n{Canary}", $"\r\n{Canary}", $"\u001b[31m{Canary}", $"\",\"level\":\"{Canary}"])
        {
            await host.SpatialGen.StartAnswer(StartBody.Flat().With("videoName", poison));
            await host.SpatialGen.StartAnswer(StartBody.Flat().With("layout", poison));
            await host.SpatialGen.StartAnswer(StartBody.Flat(name: poison + ".mp4"));
            await host.SpatialGen.StartAnswer(StartBody.Flat().With(poison, 1));
            await host.SpatialGen.GetAnswer($"/api/videos/uploads/{Uri.EscapeDataString(poison)}");
            await host.As(Convert.ToBase64String(Encoding.UTF8.GetBytes(poison))).StartAnswer(StartBody.Flat());
        }

        Assert.DoesNotContain(host.Logs, line => line.Text.Contains('\n') || line.Text.Contains('\u001b') || line.Text.Contains(Canary, StringComparison.Ordinal));
    }
}
