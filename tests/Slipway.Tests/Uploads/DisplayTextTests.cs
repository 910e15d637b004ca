using Slipway.Core.Uploads;

namespace Slipway.Tests.Uploads;

public sealed class DisplayTextTests
{
    [Theory]
    [InlineData("left-eye.mov")]
    [InlineData("Hafen – früh.mov")]
    [InlineData("港の朝.mov")]
    [InlineData("👩‍👩‍👧 family.mov")] // joined with U+200D
    [InlineData(".hidden")]
    [InlineData("CON")]
    [InlineData("a..b")]
    public void A_name_is_kept_as_it_is(string name) => Assert.Equal(name, DisplayText.FileName("fileName", name));

    [Fact]
    public void Space_around_a_name_is_not_part_of_it() => Assert.Equal("a b.mov", DisplayText.FileName("fileName", "  a b.mov\t"));

    [Theory]
    [InlineData("", "empty_text")]
    [InlineData("   ", "empty_text")]
    [InlineData(".", "invalid_file_name")]
    [InlineData("..", "invalid_file_name")]
    [InlineData(". .", "invalid_file_name")]
    [InlineData("a/b", "invalid_file_name")]
    [InlineData("..\\b", "invalid_file_name")]
    [InlineData("a\0b", "invalid_character")]
    [InlineData("a\nb", "invalid_character")]
    [InlineData("a\u202Egpj.exe", "invalid_character")] // reverses what follows
    [InlineData("a\u200Bb", "invalid_character")]
    [InlineData("a\uE000b", "invalid_character")]
    [InlineData("a\u2028b", "invalid_character")]
    public void A_name_that_misleads_is_refused_with_its_rule(string name, string code) => Assert.Equal(code, Refused(() => DisplayText.FileName("fileName", name)).Code);

    // Not as test data: half a pair does not survive the way there.
    [Fact]
    public void Half_a_surrogate_pair_is_refused_wherever_it_is()
    {
        foreach (var name in new[] { "a\uD83D", "\uDE00b", "a\uDE00\uD83Db", "\uD83D" })
        {
            var refused = Refused(() => DisplayText.FileName("fileName", name));
            Assert.Equal("invalid_character", refused.Code);
            Assert.Matches("U\\+D[8E]", refused.Message);
        }
    }

    [Fact]
    public void A_name_has_at_most_255_bytes()
    {
        Assert.Equal(255, DisplayText.FileName("fileName", new string('x', 255)).Length);
        Assert.Equal("text_too_long", Refused(() => DisplayText.FileName("fileName", new string('x', 256))).Code);
        Assert.Equal("file_name_too_long", Refused(() => DisplayText.FileName("fileName", new string('ü', 128))).Code);
    }

    [Fact]
    public void Only_a_text_of_several_lines_has_lines_and_may_be_empty()
    {
        Assert.Equal("a\r\n\tb", DisplayText.Lines("description", "a\r\n\tb", 10));
        Assert.Equal("", DisplayText.Lines("description", "", 10));
        Assert.Equal("invalid_character", Refused(() => DisplayText.Line("title", "a\tb", 10)).Code);
        Assert.Equal("invalid_character", Refused(() => DisplayText.Lines("description", "a\u001Bb", 10)).Code);
        Assert.Equal("text_too_long", Refused(() => DisplayText.Lines("description", "12345678901", 10)).Code);
    }

    private static UploadError Refused(Func<string> call) => Assert.Throws<UploadRefusedException>(() => call()).Error;
}
