using Slipway.Core.Signing;

namespace Slipway.Tests.Signing;

public class CanonicalPathTests
{
    [Theory]
    [InlineData("a/b.mov", "/bucket/a/b.mov")]
    [InlineData("a b+c", "/bucket/a%20b%2Bc")]
    [InlineData("~!*'()", "/bucket/~%21%2A%27%28%29")]
    [InlineData("größe", "/bucket/gr%C3%B6%C3%9Fe")]
    [InlineData("100%", "/bucket/100%25")]
    public void All_but_the_unreserved_characters_are_escaped(string key, string expected) =>
        Assert.Equal(expected, CanonicalPath.Of("bucket", key));

    [Theory]
    [InlineData("/a")]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    [InlineData("a/./b")]
    [InlineData("a/")]
    [InlineData("")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    public void A_key_that_could_be_read_otherwise_has_no_path(string key) => Assert.Throws<ArgumentException>(() => CanonicalPath.Of("bucket", key));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("bucket/a")]
    [InlineData("/bucket/a b")]
    [InlineData("/bucket/%2e%2e")]
    [InlineData("/bucket/%41")]
    [InlineData("/bucket/%c3%b6")]
    [InlineData("/bucket/%C0%AF")]
    [InlineData("/bucket/%FF")]
    [InlineData("/bucket/a%2Fb")]
    [InlineData("/bucket/a%5Cb")]
    [InlineData("/bucket/%00")]
    [InlineData("/bucket/%7F")]
    [InlineData("/bucket/%zz")]
    [InlineData("/bucket/%2")]
    [InlineData("/bucket/%")]
    [InlineData("/bucket/a;b")]
    public void Another_form_is_not_canonical(string path) => Assert.False(CanonicalPath.IsCanonical(path));
}
