namespace Slipway.Acceptance.Support;

/// <summary>What a test needs of the machine. <c>./test</c> installs it as root; elsewhere the test is skipped and says why.</summary>
internal static class Needs
{
    private static readonly string[] Folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin", "/sbin"];

    public static void Root() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "Needs root: it mounts a volume of its own.");

    /// <returns>The full path of the program.</returns>
    public static string Program(string name)
    {
        var path = Folders.Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, $"Needs {name}, which is not installed.");
        return path!;
    }
}
