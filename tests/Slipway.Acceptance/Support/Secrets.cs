using System.Text.RegularExpressions;

namespace Slipway.Acceptance.Support;

/// <summary>What no log of any run may hold: a key with its secret, and the signature of a presigned URL.</summary>
internal static partial class Secrets
{
    public static void AssertNone(IEnumerable<string> lines) =>
        Assert.DoesNotContain(lines, line => Key().IsMatch(line) || line.Contains("X-Amz-Signature", StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex("slw_[A-Za-z0-9]{12}_[A-Za-z0-9]{8,}")]
    public static partial Regex Key();
}
