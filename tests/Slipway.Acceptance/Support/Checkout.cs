namespace Slipway.Acceptance.Support;

/// <summary>Where things lie in this checkout: the programs as they were built, and room for what tests write.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    public static string Artifacts { get; } = Path.Combine(Root, "artifacts");

    /// <summary>The program itself.</summary>
    public static string Slipway { get; } = ProgramOf("Slipway", "slipway.dll");

    /// <summary>The same server with a planted fault.</summary>
    public static string FaultyHost { get; } = ProgramOf("Slipway.FaultyHost", "Slipway.FaultyHost.dll");

    private static string ProgramOf(string project, string file)
    {
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(Artifacts, "bin", project, configuration, file);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Slipway.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("These tests run from a checkout: no Slipway.slnx stands above them.");
    }
}
