using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Slipway.Core.Signing;

/// <summary>Percent-encoding as Signature Version 4 wants it: all but the unreserved characters of RFC 3986 §2.3, in upper case.</summary>
internal static class PercentText
{
    public static readonly SearchValues<char> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    public static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>The byte that an escape at the beginning of a text stands for. False: there is no whole escape.</summary>
    public static bool TryByte(ReadOnlySpan<char> text, out byte value)
    {
        value = 0;
        return text.Length >= 3 && text[0] == '%' && byte.TryParse(text.Slice(1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>False: a broken escape.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOf('%'); at >= 0; at = text.IndexOf('%'))
        {
            if (!TryByte(text[at..], out _))
            {
                return false;
            }

            text = text[(at + 3)..];
        }

        return true;
    }

    /// <summary>Decodes well-formed ASCII text. False: it is longer than the destination, or holds more than ASCII.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<char> destination, out int written)
    {
        written = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            if (TryByte(text[at..], out var value))
            {
                character = (char)value;
                at += 2;
            }

            if (written == destination.Length || !char.IsAscii(character))
            {
                return false;
            }

            destination[written++] = character;
        }

        return true;
    }

    /// <summary>What well-formed ASCII text stands for. Null: it is not UTF-8.</summary>
    public static string? Decode(ReadOnlySpan<char> text)
    {
        if (!text.Contains('%'))
        {
            return text.ToString();
        }

        Span<byte> bytes = stackalloc byte[text.Length];
        var count = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var escaped = TryByte(text[at..], out var value);
            bytes[count++] = escaped ? value : (byte)text[at];
            at += escaped ? 2 : 0;
        }

        return Utf8.IsValid(bytes[..count]) ? Encoding.UTF8.GetString(bytes[..count]) : null;
    }
}
