using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;
using Slipway.Server.Configuration;
using Slipway.Tests.Support;

namespace Slipway.Tests.Configuration;

/// <summary>docs/configuration.md lists every setting that is read, with the default that it has; and none besides.</summary>
public sealed partial class SettingsPageTests
{
    private static readonly IReadOnlyDictionary<string, (string Default, string Variable)> Page = ReadPage();

    [Fact]
    public void Every_setting_that_is_read_has_its_row_and_every_row_its_setting() =>
        Assert.Equal(KeysRead().Order(StringComparer.Ordinal), Page.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_rows_default_is_the_one_in_force()
    {
        var settings = SlipwaySettings.Read(new ConfigurationBuilder().Build());
        foreach (var (key, (text, _)) in Page)
        {
            Assert.Equal($"{key} {DefaultOf(settings, key)}", $"{key} {text}");
        }
    }

    [Fact]
    public void Every_rows_environment_variable_is_its_key()
    {
        foreach (var (key, (_, variable)) in Page)
        {
            Assert.Equal($"Slipway__{key.Replace(":", "__", StringComparison.Ordinal)}", variable);
        }
    }

    /// <summary>The keys that reading the settings asks for.</summary>
    private static HashSet<string> KeysRead()
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        SlipwaySettings.Read(new Watched(new ConfigurationBuilder().Build(), "", asked));
        return [.. asked.Where(key => key.StartsWith("Slipway:", StringComparison.Ordinal)).Select(key => key["Slipway:".Length..])];
    }

    private static string DefaultOf(object settings, string key)
    {
        object? value = settings;
        foreach (var name in key.Replace("Storage:Disk:", "Disk:", StringComparison.Ordinal).Split(':'))
        {
            value = value!.GetType().GetProperty(name)!.GetValue(value);
        }

        return value switch
        {
            null => "",
            string text when key == "Data" => $"`./{Path.GetFileName(text)}`",
            TimeSpan time => $"`{Duration.Print(time)}`",
            bool yes => yes ? "`true`" : "`false`",
            Enum word => $"`{word.ToString().ToLowerInvariant()}`",
            ICollection { Count: 0 } => "",
            IFormattable number => $"`{number.ToString(null, CultureInfo.InvariantCulture)}`",
            _ => $"`{value}`",
        };
    }

    private static Dictionary<string, (string, string)> ReadPage() => Row().Matches(RepositoryFile.Read("docs/configuration.md"))
        .ToDictionary(row => row.Groups["key"].Value, row => (row.Groups["default"].Value.Trim(), row.Groups["variable"].Value));

    // | `Uploads:UrlLife` | `12h` | what it is | `Slipway__Uploads__UrlLife` |
    [GeneratedRegex(@"^\| `(?<key>[A-Za-z:]+)` \| (?<default>[^|]*)\|[^|]*\| `(?<variable>[A-Za-z_]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    private sealed class Watched(IConfiguration inner, string path, HashSet<string> asked) : IConfigurationSection
    {
        public string Key => path.Split(':')[^1];

        public string Path => path;

        public string? Value
        {
            get => null;
            set => throw new NotSupportedException();
        }

        public string? this[string key]
        {
            get
            {
                asked.Add(Below(key));
                return inner[key];
            }

            set => throw new NotSupportedException();
        }

        public IConfigurationSection GetSection(string key)
        {
            if (key != "Slipway")
            {
                asked.Add(Below(key));
            }

            return new Watched(inner.GetSection(key), Below(key), asked);
        }

        public IEnumerable<IConfigurationSection> GetChildren() => [];

        public IChangeToken GetReloadToken() => inner.GetReloadToken();

        private string Below(string key) => path.Length == 0 ? key : $"{path}:{key}";
    }
}
