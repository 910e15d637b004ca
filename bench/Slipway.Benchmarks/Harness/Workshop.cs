using System.Net;
using System.Net.Sockets;

namespace Slipway.Benchmarks.Harness;

/// <summary>Where the built programs are, and a folder to work in that is gone afterwards. `bench/run` builds what it names.</summary>
internal sealed class Workshop : IDisposable
{
    private static readonly string Artifacts = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", ".."));

    private int _folders;

    private Workshop(string folder) => Root = folder;

    public string Root { get; }

    /// <summary>The `slipway` program.</summary>
    public static string SlipwayProgram => Built("bin", "Slipway", "release", "slipway");

    /// <summary>This program, which is also its own peers.</summary>
    public static string OwnProgram => Environment.ProcessPath!;

    public static string Client(string name) => Built("bench", name);

    public static Workshop Open()
    {
        var folder = Path.Combine(Artifacts, "bench", $"work-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        return new Workshop(folder);
    }

    public string NewFolder(string name)
    {
        var folder = Path.Combine(Root, $"{name}-{++_folders}");
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string Built(params string[] path)
    {
        var file = Path.Combine([Artifacts, .. path]);
        return File.Exists(file) ? file : throw new FileNotFoundException($"{file} is not built: use bench/run.");
    }
}
