namespace Slipway.Tests.Support;

/// <summary>Files of the repository that a test holds to what the code does.</summary>
internal static class RepositoryFile
{
    public static string Read(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Slipway.slnx")))
            {
                return File.ReadAllText(Path.Combine(folder.FullName, path));
            }
        }

        throw new DirectoryNotFoundException("The tests do not lie in their repository.");
    }
}
