using System.Buffers;
using System.Globalization;
using System.Text;

namespace Slipway.Core.Uploads;

/// <summary>Text that people read: names, titles, descriptions. Never part of a path, a key or a header without escaping.</summary>
public static class DisplayText
{
    /// <summary>The most bytes of a file's name, in UTF-8.</summary>
    public const int MaxNameBytes = 255;

    /// <summary>A title on one line, trimmed.</summary>
    /// <exception cref="UploadRefusedException">It is empty, too long or holds what cannot be read.</exception>
    public static string Line(string field, string text, int maxChars) => Checked(field, text.Trim(), maxChars, lines: false);

    /// <summary>A text that may have several lines; it may be empty.</summary>
    /// <exception cref="UploadRefusedException">It is too long or holds what cannot be read.</exception>
    public static string Lines(string field, string text, int maxChars) => text.Length == 0 ? text : Checked(field, text, maxChars, lines: true);

    /// <summary>The name of a file: one segment, as it is shown to people.</summary>
    /// <exception cref="UploadRefusedException">It is empty, too long, a path, or holds what cannot be read.</exception>
    public static string FileName(string field, string text)
    {
        var name = Line(field, text, MaxNameBytes);
        if (name.AsSpan().ContainsAny('/', '\\') || name.AsSpan().Trim('.').IsWhiteSpace())
        {
            throw Refused("invalid_file_name", $"{field} must be the bare name of a file, without a folder.");
        }

        return Encoding.UTF8.GetByteCount(name) <= MaxNameBytes
            ? name
            : throw Refused("file_name_too_long", $"{field} may have {MaxNameBytes} bytes in UTF-8 at the most.");
    }

    private static string Checked(string field, string text, int maxChars, bool lines)
    {
        if (text.Length == 0)
        {
            throw Refused("empty_text", $"{field} must not be empty.");
        }

        if (text.Length > maxChars)
        {
            throw Refused("text_too_long", $"{field} has {text.Length} characters; the most is {maxChars}.");
        }

        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            // Decoded here, because enumerating runes shows half a surrogate pair as the readable U+FFFD.
            var whole = Rune.DecodeFromUtf16(rest, out var rune, out var read) == OperationStatus.Done;
            if (!whole || !(IsReadable(rune) || (lines && rune.Value is '\n' or '\r' or '\t')))
            {
                throw Refused("invalid_character", $"{field} holds the character U+{(whole ? rune.Value : rest[0]):X4}, which cannot be shown.");
            }

            rest = rest[read..];
        }

        return text;
    }

    // Controls, unassigned and private code points, and the invisible ones that reorder or hide what a person reads.
    private static bool IsReadable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) || rune.Value is 0x200D;

    private static UploadRefusedException Refused(string code, string message) => new(UploadError.Invalid(code, message));
}
