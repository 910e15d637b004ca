using System.Buffers.Binary;
using System.Text;

namespace Slipway.Server.Objects.Disk.Parts;

/// <summary>Where the bytes of a part lie.</summary>
internal enum PartPlace : byte
{
    /// <summary>In the upload's one preallocated file, at the part's offset.</summary>
    Slot = 1,

    /// <summary>In a file of its own, named by number and generation.</summary>
    OwnFile = 2,
}

/// <summary>
/// One acknowledged part, as the journal keeps it: 80 bytes, little-endian, of which the first eight are the CRC-64/NVME of the rest. A record that
/// does not agree with its CRC is none.
/// </summary>
internal readonly record struct PartRecord(int Number, int Generation, PartPlace Place, long Bytes, ulong Crc64Nvme, DigestKind DigestKind, PartDigest Digest)
{
    public const int Size = 80;

    /// <summary>The longest token: 64 hexadecimal digits.</summary>
    public const int MaxETagBytes = 64;

    /// <summary>The last byte, so that a record is not whole before its end was written.</summary>
    private const byte Mark = 0x50;

    /// <param name="passedOver">How many places before this one hold a record that a crash tore.</param>
    public void Write(Span<byte> record, byte passedOver)
    {
        record = record[..Size];
        record.Clear();
        record[8] = passedOver;
        record[9] = (byte)Place;
        record[10] = (byte)DigestKind;
        BinaryPrimitives.WriteInt32LittleEndian(record[12..], Number);
        BinaryPrimitives.WriteInt32LittleEndian(record[16..], Generation);
        BinaryPrimitives.WriteInt64LittleEndian(record[24..], Bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(record[32..], Crc64Nvme);
        Digest.Write(record[40..]);
        record[^1] = Mark;
        BinaryPrimitives.WriteUInt64LittleEndian(record, Core.Checksums.Crc64Nvme.Hash(record[8..]));
    }

    public static bool TryRead(ReadOnlySpan<byte> record, out PartRecord part, out byte passedOver)
    {
        part = default;
        passedOver = 0;
        if (record.Length != Size || record[^1] != Mark || BinaryPrimitives.ReadUInt64LittleEndian(record) != Core.Checksums.Crc64Nvme.Hash(record[8..]))
        {
            return false;
        }

        passedOver = record[8];
        part = new PartRecord(
            BinaryPrimitives.ReadInt32LittleEndian(record[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(record[16..]),
            (PartPlace)record[9],
            BinaryPrimitives.ReadInt64LittleEndian(record[24..]),
            BinaryPrimitives.ReadUInt64LittleEndian(record[32..]),
            (DigestKind)record[10],
            PartDigest.Of(record.Slice(40, PartDigest.Length)));
        return true;
    }

    /// <summary>
    /// The bare token. A 32-digit value is only ever the MD5: some clients take every such ETag for one.
    /// </summary>
    public int WriteETag(Span<byte> text)
    {
        if (DigestKind == DigestKind.None)
        {
            return WriteETag(Crc64Nvme, Bytes, text);
        }

        Span<byte> digest = stackalloc byte[PartDigest.Length];
        Digest.Write(digest);
        Convert.TryToHexStringLower(digest[..(DigestKind == DigestKind.Md5 ? 16 : PartDigest.Length)], text, out var written);
        return written;
    }

    public string ETag()
    {
        Span<byte> text = stackalloc byte[MaxETagBytes];
        return Encoding.ASCII.GetString(text[..WriteETag(text)]);
    }

    /// <summary>The token of bytes that are known by their CRC and length.</summary>
    public static string ETagOf(ulong crc, long bytes)
    {
        Span<byte> text = stackalloc byte[MaxETagBytes];
        return Encoding.ASCII.GetString(text[..WriteETag(crc, bytes, text)]);
    }

    private static int WriteETag(ulong crc, long bytes, Span<byte> text)
    {
        Span<byte> big = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(big, crc);
        Convert.TryToHexStringLower(big, text, out var hex);
        text[hex] = (byte)'-';
        bytes.TryFormat(text[(hex + 1)..], out var digits, default, System.Globalization.CultureInfo.InvariantCulture);
        return hex + 1 + digits;
    }
}
