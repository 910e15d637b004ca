using System.Buffers.Binary;

namespace Slipway.Core.Checksums;

/// <summary>
/// CRC-64/NVME (NVM Express NVM Command Set Specification 1.0d, §5.2.1.3.4), the default checksum of today's S3 clients. The default value is
/// the checksum of no bytes.
/// </summary>
public struct Crc64Nvme
{
    internal static readonly ReflectedCrc Engine = new(64, 0x9A6C9329AC4BC9B5);

    private const int Base64Length = 12;

    /// <summary>The checksum of everything appended so far.</summary>
    public ulong Value { get; private set; }

    public static ulong Hash(ReadOnlySpan<byte> bytes) => ~Engine.Update(ulong.MaxValue, bytes);

    /// <summary>The checksum of A followed by B. A few microseconds; for many parts of one size there is <see cref="Crc64NvmeCombiner"/>.</summary>
    /// <param name="crcA">The checksum of A.</param>
    /// <param name="crcB">The checksum of B.</param>
    /// <param name="lengthB">The length of B, in bytes.</param>
    public static ulong Combine(ulong crcA, ulong crcB, long lengthB) => Engine.Combine(crcA, crcB, lengthB);

    /// <summary>As the header <c>x-amz-checksum-crc64nvme</c> carries it: base64 of the eight bytes, highest first.</summary>
    public static string ToBase64(ulong crc)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, crc);
        return Convert.ToBase64String(bytes);
    }

    /// <summary>False: the text is not base64 of exactly eight bytes.</summary>
    public static bool TryParseBase64(ReadOnlySpan<char> text, out ulong crc)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong) + 1];
        var parsed = text.Length == Base64Length && Convert.TryFromBase64Chars(text, bytes, out var written) && written == sizeof(ulong);
        crc = parsed ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : 0;
        return parsed;
    }

    public void Append(ReadOnlySpan<byte> bytes) => Value = ~Engine.Update(~Value, bytes);
}
