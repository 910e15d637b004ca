namespace Slipway.Acceptance.Support;

/// <summary>A test's own folder, gone with it.</summary>
internal sealed class World : IDisposable
{
    private static int _count;

    public World(string name)
    {
        Folder = Path.Combine(Checkout.Artifacts, "acceptance", $"{name}-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}");
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }

        Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Folder { get; }

    public string Data => PathOf("data");

    public string PathOf(string name) => Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
