using System.Globalization;

namespace Slipway.Server.Configuration;

/// <summary>Times as people write them: <c>5d</c>, <c>12h</c>, <c>30m</c>, <c>10s</c>; the framework's <c>d.hh:mm:ss</c> is understood too.</summary>
public static class Duration
{
    public static bool TryParse(string text, out TimeSpan time)
    {
        var unit = text.Length > 1 ? char.ToLowerInvariant(text[^1]) : ' ';
        var seconds = unit switch { 'd' => 86_400, 'h' => 3_600, 'm' => 60, 's' => 1, _ => 0 };
        if (seconds == 0)
        {
            time = default;
            return text.Contains(':') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out time);
        }

        var known = int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count <= TimeSpan.MaxValue.TotalSeconds / seconds;
        time = known ? TimeSpan.FromSeconds((long)count * seconds) : default;
        return known;
    }

    public static string Print(TimeSpan time) =>
        time.Ticks % TimeSpan.TicksPerDay == 0 ? $"{time.TotalDays:0}d"
        : time.Ticks % TimeSpan.TicksPerHour == 0 ? $"{time.TotalHours:0}h"
        : time.Ticks % TimeSpan.TicksPerMinute == 0 ? $"{time.TotalMinutes:0}m"
        : $"{time.TotalSeconds:0}s";
}
