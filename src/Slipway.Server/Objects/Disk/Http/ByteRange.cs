using System.Globalization;

namespace Slipway.Server.Objects.Disk.Http;

/// <summary>A part of an object that is asked for: <c>Range: bytes=…</c> (RFC 9110 §14).</summary>
/// <param name="First">The first byte, from zero.</param>
internal readonly record struct ByteRange(long First, long Length)
{
    private const string Unit = "bytes=";

    /// <summary>
    /// Reads a single range. Anything else, also several ranges, counts as none: RFC 9110 lets a server answer the whole, as S3 does.
    /// </summary>
    /// <returns>False: the range is well formed, and none of it is in the object.</returns>
    public static bool TryRead(string? header, long size, out ByteRange? range)
    {
        range = null;
        if (header is null || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var text = header.AsSpan(Unit.Length);
        var dash = text.IndexOf('-');
        if (dash < 0 || !TryNumber(text[..dash], out var first) || !TryNumber(text[(dash + 1)..], out var last) || (first is null && last is null) || last < first)
        {
            return true;
        }

        if (first is null)
        {
            var suffix = Math.Min(last!.Value, size);
            range = new ByteRange(size - suffix, suffix);
            return suffix > 0;
        }

        if (first >= size)
        {
            return false;
        }

        range = new ByteRange(first.Value, Math.Min(last ?? long.MaxValue, size - 1) - first.Value + 1);
        return true;
    }

    public string ContentRange(long size) => string.Create(CultureInfo.InvariantCulture, $"bytes {First}-{First + Length - 1}/{size}");

    public static string Unsatisfied(long size) => string.Create(CultureInfo.InvariantCulture, $"bytes */{size}");

    private static bool TryNumber(ReadOnlySpan<char> text, out long? number)
    {
        text = text.Trim(" \t");
        number = null;
        if (text.IsEmpty)
        {
            return true;
        }

        var parsed = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        number = parsed ? value : null;
        return parsed;
    }
}
