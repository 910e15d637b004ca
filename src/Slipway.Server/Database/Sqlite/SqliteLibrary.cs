using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Slipway.Server.Database.Sqlite;

/// <summary>
/// Chooses the native SQLite, once per process: the system's where it is newer than the bundled one, because the system's is patched when a flaw
/// becomes known and the bundled one only with a new release of Slipway.
/// </summary>
internal static class SqliteLibrary
{
    /// <summary>3.35 brought RETURNING.</summary>
    public const int OldestVersion = 3_035_000;

    private const string BundledName = "e_sqlite3";
    private const string SystemName = "libsqlite3.so.0";

    private static readonly Lazy<string> Chosen = new(Choose);

    /// <returns>Which one it is, for the log.</returns>
    public static string Load() => Chosen.Value;

    private static string Choose()
    {
        var provider = typeof(SQLite3Provider_e_sqlite3).Assembly;
        var bundled = Open(BundledName, provider);
        var system = OperatingSystem.IsLinux() ? Open(SystemName, provider) : default;
        var chosen = system.Version > bundled.Version ? system : bundled;
        if (chosen.Version < OldestVersion)
        {
            throw new DatabaseRefusedException(chosen.Handle == 0
                ? "No SQLite library was found. Install libsqlite3 (Debian, Ubuntu: libsqlite3-0)."
                : $"The SQLite library is too old ({chosen.Version}); at least {OldestVersion} is needed. Update libsqlite3.");
        }

        NativeLibrary.SetDllImportResolver(provider, (name, _, _) => name == BundledName ? chosen.Handle : 0);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        raw.FreezeProvider();
        return chosen == system ? $"the system's {SystemName}" : "the bundled library";
    }

    private static unsafe (nint Handle, int Version) Open(string name, Assembly assembly)
    {
        if (!NativeLibrary.TryLoad(name, assembly, null, out var library))
        {
            return default;
        }

        var version = (delegate* unmanaged[Cdecl]<int>)NativeLibrary.GetExport(library, "sqlite3_libversion_number");
        return (library, version());
    }
}
