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
internal record struct PartRecord(int Number, int Generation, PartPlace Place, long Bytes, ulong Crc64Nvme, DigestKind DigestKind, DigestBytes Digest)
{
    public const int Size = 80;

    /// <summary>The longest token: 64 hexadecimal digits.</summary>
    public const int MaxETagBytes = 64;

    private const byte Kind = 0x50;

    public readonly void Write(Span<byte> record)
    {
        record = record[..Size];
        record.Clear();
        record[8] = Kind;
        record[9] = (byte)Place;
        record[10] = (byte)DigestKind;
        BinaryPrimitives.WriteInt32LittleEndian(record[12..], Number);
        BinaryPrimitives.WriteInt32LittleEndian(record[16..], Generation);
        BinaryPrimitives.WriteInt64LittleEndian(record[24..], Bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(record[32..], Crc64Nvme);
        var digest = Digest;
        digest[..].CopyTo(record[40..]);
        BinaryPrimitives.WriteUInt64LittleEndian(record, Core.Checksums.Crc64Nvme.Hash(record[8..]));
    }

    public static bool TryRead(ReadOnlySpan<byte> record, out PartRecord part)
    {
        record = record[..Size];
        part = default;
        if (record[8] != Kind || BinaryPrimitives.ReadUInt64LittleEndian(record) != Core.Checksums.Crc64Nvme.Hash(record[8..]))
        {
            return false;
        }

        var digest = default(DigestBytes);
        record.Slice(40, DigestBytes.Length).CopyTo(digest);
        part = new PartRecord(
            BinaryPrimitives.ReadInt32LittleEndian(record[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(record[16..]),
            (PartPlace)record[9],
            BinaryPrimitives.ReadInt64LittleEndian(record[24..]),
            BinaryPrimitives.ReadUInt64LittleEndian(record[32..]),
            (DigestKind)record[10],
            digest);
        return true;
    }

    /// <summary>
    /// The bare token. A 32-digit value is only ever the MD5: some clients take every such ETag for one.
    /// </summary>
    public readonly int WriteETag(Span<byte> text)
    {
        if (DigestKind == DigestKind.None)
        {
            return WriteETag(Crc64Nvme, Bytes, text);
        }

        var digest = Digest;
        Convert.TryToHexStringLower(digest[..(DigestKind == DigestKind.Md5 ? 16 : 32)], text, out var written);
        return written;
    }

    public readonly string ETag()
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
