using System.Text.Unicode;

namespace Slipway.Core.Signing;

/// <summary>
/// The path of an object as it is signed: each byte of UTF-8 but <c>A-Z a-z 0-9 - . _ ~ /</c> as <c>%XX</c>. S3 normalizes nothing, and a path
/// that something on its way could read differently is not signed here: no empty, <c>.</c> or <c>..</c> segment, no backslash, no control
/// character.
/// </summary>
public static class CanonicalPath
{
    /// <summary>The path of an object, path style.</summary>
    /// <exception cref="ArgumentException">A name that has no such path.</exception>
    public static string Of(string bucket, string key)
    {
        var path = $"/{Uri.EscapeDataString(bucket)}/{string.Join('/', key.Split('/').Select(Uri.EscapeDataString))}";
        return IsCanonical(path) ? path : throw new ArgumentException("No path names this object unambiguously.", nameof(key));
    }

    public static bool IsCanonical(ReadOnlySpan<char> path)
    {
        if (path.Length < 2 || path[0] != '/')
        {
            return false;
        }

        var segments = path[1..];
        foreach (var range in segments.Split('/'))
        {
            var segment = segments[range];
            if (segment is "" or "." or ".." || !IsCanonicalSegment(segment))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsCanonicalSegment(ReadOnlySpan<char> segment)
    {
        if (!segment.ContainsAnyExcept(PercentText.Unreserved))
        {
            return true;
        }

        if (segment.Length > 3072)
        {
            return false; // 1,024 bytes: the longest key of S3, each byte escaped
        }

        Span<byte> bytes = stackalloc byte[segment.Length];
        var count = 0;
        for (var at = 0; at < segment.Length; at++)
        {
            var character = segment[at];
            if (character == '%')
            {
                if (!PercentText.TryByte(segment[at..], out bytes[count]) || !IsEscapedCanonically(segment.Slice(at, 3), bytes[count]))
                {
                    return false;
                }

                at += 2;
            }
            else if (PercentText.Unreserved.Contains(character))
            {
                bytes[count] = (byte)character;
            }
            else
            {
                return false;
            }

            count++;
        }

        return Utf8.IsValid(bytes[..count]);
    }

    private static bool IsEscapedCanonically(ReadOnlySpan<char> escape, byte value) =>
        value is >= 0x20 and not ((byte)'/' or (byte)'\\' or 0x7F)
        && !PercentText.Unreserved.Contains((char)value)
        && !char.IsAsciiLetterLower(escape[1])
        && !char.IsAsciiLetterLower(escape[2]);
}
