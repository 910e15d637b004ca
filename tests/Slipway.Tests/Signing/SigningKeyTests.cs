using System.Text;
using Slipway.Core.Signing;

namespace Slipway.Tests.Signing;

public class SigningKeyTests
{
    /// <summary>AWS General Reference, "Deriving the signing key", example of 2012.</summary>
    [Fact]
    public void The_published_example_of_2012_derives()
    {
        var key = SigningWorld.Key(secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", region: "us-east-1");
        Assert.Equal("f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d", Convert.ToHexStringLower(key.Derive("20120215", "iam")));
    }

    /// <summary>AWS General Reference, "Calculate the signature", example of 2015.</summary>
    [Fact]
    public void The_published_example_of_2015_derives()
    {
        var key = SigningWorld.Key(secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", region: "us-east-1");
        Assert.Equal("c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9", Convert.ToHexStringLower(key.Derive("20150830", "iam")));
    }

    [Fact]
    public void A_printed_key_shows_no_secret()
    {
        var printed = $"{SigningWorld.Key()}";
        Assert.Contains("AKIAIOSFODNN7EXAMPLE", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("wJalrXUtnFEMI", printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "secret", "eu")]
    [InlineData("a/b", "secret", "eu")]
    [InlineData("a", "", "eu")]
    [InlineData("a", "secret", "")]
    [InlineData("a", "secret", "eu\n")]
    public void What_cannot_stand_in_a_credential_is_refused(string accessKeyId, string secret, string region) =>
        Assert.Throws<ArgumentException>(() => new SigningKey(accessKeyId, Encoding.ASCII.GetBytes(secret), region));
}
