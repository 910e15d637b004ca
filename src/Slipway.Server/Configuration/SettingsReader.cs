using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Slipway.Server.Configuration;

/// <summary>
/// Reads settings one by one and keeps every fault, so that all of them are told at once, each with its key and its value. A key that nobody asked
/// for is a fault too: a mistyped setting must not be silently without effect.
/// </summary>
internal sealed class SettingsReader(IConfigurationSection root)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _faults = [];

    public string Text(string key, string otherwise) => Raw(key) ?? otherwise;

    public T OneOf<T>(string key, T otherwise)
        where T : struct, Enum
    {
        if (Raw(key) is not { } text)
        {
            return otherwise;
        }

        var names = Enum.GetNames<T>();
        return names.FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } match
            ? Enum.Parse<T>(match)
            : Fault(key, text, $"one of {string.Join(", ", names).ToLowerInvariant()}", otherwise);
    }

    public long Integer(string key, long otherwise, long least, long most) => OptionalInteger(key, least, most) ?? otherwise;

    public long? OptionalInteger(string key, long least, long most) => Raw(key) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : Fault<long?>(key, text, $"a whole number from {least} to {most}", null);

    /// <summary>A time such as <c>5d</c>, <c>12h</c>, <c>30m</c>, <c>10s</c>, or <c>1.12:00:00</c>.</summary>
    public TimeSpan Time(string key, TimeSpan otherwise, TimeSpan least, TimeSpan most) => Raw(key) is not { } text ? otherwise
        : Duration.TryParse(text, out var time) && time >= least && time <= most ? time
        : Fault(key, text, $"a time from {Duration.Print(least)} to {Duration.Print(most)}, such as 12h or 5d", otherwise);

    public Uri? Origin(string key) => Raw(key) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "" } ? uri
        : Fault<Uri?>(key, text, "an origin such as https://upload.example.com, without a path", null);

    /// <summary>A list, written as an array or separated by commas.</summary>
    public IReadOnlyList<string> List(string key)
    {
        _known.Add(key);
        var section = root.GetSection(key);
        foreach (var child in section.GetChildren())
        {
            _known.Add($"{key}:{child.Key}");
        }

        return section.Value is { } joined
            ? joined.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : [.. section.GetChildren().Select(child => child.Value).OfType<string>()];
    }

    public T Fault<T>(string key, string value, string takes, T otherwise)
    {
        _faults.Add($"{root.Path}:{key} is \"{value}\"; it must be {takes}.");
        return otherwise;
    }

    /// <summary>Every fault, also of keys that are no settings.</summary>
    public IReadOnlyList<string> Faults()
    {
        foreach (var (key, value) in root.AsEnumerable(makePathsRelative: true))
        {
            if (value is not null && key.Length > 0 && !_known.Contains(key))
            {
                _faults.Add($"{root.Path}:{key} is \"{value}\"; there is no such setting.");
            }
        }

        return _faults;
    }

    private string? Raw(string key)
    {
        _known.Add(key);
        return root[key] is { Length: > 0 } text ? text.Trim() : null;
    }
}
