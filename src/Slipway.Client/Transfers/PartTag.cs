using System.Buffers;
using System.Globalization;

namespace Slipway.Client.Transfers;

/// <summary>What an ETag says about a part's bytes, when it says anything: the embedded store's is <c>"&lt;16 hex of the CRC-64/NVME&gt;-&lt;length&gt;"</c>.</summary>
internal readonly record struct PartTag(ulong Crc, long Length)
{
    private const int CrcDigits = 16;
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>False for every other store's ETag, which is a token and nothing else.</summary>
    public static bool TryParse(string? etag, out PartTag tag)
    {
        tag = default;
        var text = etag.AsSpan().Trim();
        if (text.Length >= 2 && text[0] == '"' && text[^1] == '"')
        {
            text = text[1..^1];
        }

        if (text.Length < CrcDigits + 2 || text[CrcDigits] != '-' || !TryParseCrc(text[..CrcDigits], out var crc))
        {
            return false;
        }

        var length = text[(CrcDigits + 1)..];
        if (length.ContainsAnyExceptInRange('0', '9') || !long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
        {
            return false;
        }

        tag = new PartTag(crc, bytes);
        return true;
    }

    /// <summary>Exactly 16 lower-case hex digits.</summary>
    public static bool TryParseCrc(ReadOnlySpan<char> text, out ulong crc)
    {
        crc = 0;
        return text.Length == CrcDigits
            && !text.ContainsAnyExcept(LowerHex)
            && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out crc);
    }
}
