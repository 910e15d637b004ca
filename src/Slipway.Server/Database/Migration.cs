using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Server.Database;

/// <summary>One step of the database's tables. Steps only go forward, and one that was released never changes.</summary>
/// <param name="Sql">With the flavor's words still open: <c>{uuid}</c>, <c>{bytes}</c>, <c>{identity}</c>.</param>
internal sealed record Migration(int Number, string Name, string Sql)
{
    private const string Folder = ".Migrations.";

    /// <summary>All that this program knows, ascending.</summary>
    public static IReadOnlyList<Migration> All { get; } = [.. Load().OrderBy(migration => migration.Number)];

    /// <summary>SHA-256 of the text, in hex; line endings do not count.</summary>
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    private static IEnumerable<Migration> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.Contains(Folder, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            var name = resource[(resource.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..^".sql".Length].TrimStart('_');
            yield return new Migration(int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name, reader.ReadToEnd());
        }
    }
}
