using System.Collections.Frozen;

namespace Slipway.Server.Dialects.SpatialGen;

/// <summary>The language tags of "Start Upload Group": languages only, no regions.</summary>
internal static class SpatialGenLanguages
{
    /// <summary>No linguistic content (ISO 639-2): an instrumental track.</summary>
    private const string Instrumental = "zxx";

    private static readonly FrozenSet<string> Tags = (
        "en es fr de it ja ko pt ru zh af am ar az bg bn bs ca cs da el et fa fi gu he hi hr hu hy id is ka kn lt lv ml mr ms nl no pa pl ro sk sl sq sr sv "
        + "sw ta te th tl tr uk ur vi").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    public static bool Contains(string tag, SpatialGenRole role) => Tags.Contains(tag) || (tag == Instrumental && role.Name == "audio");
}
