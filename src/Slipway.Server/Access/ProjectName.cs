namespace Slipway.Server.Access;

/// <summary>The name of a project: it stands in object keys, so it keeps to lower-case letters, digits and hyphens, 1 to 40 of them.</summary>
internal static class ProjectName
{
    public const string Default = "default";

    private const int MaxLength = 40;

    public static bool IsValid(string text) =>
        text.Length is >= 1 and <= MaxLength && text[0] != '-' && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
}
