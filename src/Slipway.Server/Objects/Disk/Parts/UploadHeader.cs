using System.Buffers.Binary;
using System.Text;
using Slipway.Core.Checksums;
using Slipway.Core.Objects;
using Slipway.Core.Uploads;

namespace Slipway.Server.Objects.Disk.Parts;

/// <summary>What an upload was started as: the first 1,024 bytes of its journal, under a CRC of their own.</summary>
internal sealed record UploadHeader(ObjectKey Key, PartPlan Plan, string MediaType)
{
    public const int Size = 1024;
    public const int MaxMediaTypeBytes = 255;

    private const int KeyAt = 48;
    private const int MediaTypeAt = KeyAt + 512;

    private static ReadOnlySpan<byte> Magic => "SLIPWAY1"u8;

    public byte[] Write()
    {
        var header = new byte[Size];
        var bytes = header.AsSpan();
        Magic.CopyTo(bytes[8..]);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], Plan.TotalBytes ?? -1);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], Plan.PartBytes ?? -1);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[32..], Plan.Count);
        BinaryPrimitives.WriteInt16LittleEndian(bytes[36..], (short)Encoding.UTF8.GetBytes(Key.Text, bytes[KeyAt..MediaTypeAt]));
        BinaryPrimitives.WriteInt16LittleEndian(bytes[38..], (short)Encoding.UTF8.GetBytes(MediaType, bytes[MediaTypeAt..]));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Crc64Nvme.Hash(bytes[8..]));
        return header;
    }

    public static UploadHeader? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Size || BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Crc64Nvme.Hash(bytes[8..Size]) || !bytes[8..].StartsWith(Magic))
        {
            return null;
        }

        var plan = new PartPlan(
            KnownOrNull(BinaryPrimitives.ReadInt64LittleEndian(bytes[16..])),
            KnownOrNull(BinaryPrimitives.ReadInt64LittleEndian(bytes[24..])),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[32..]));
        return new UploadHeader(
            new ObjectKey(Encoding.UTF8.GetString(bytes.Slice(KeyAt, BinaryPrimitives.ReadInt16LittleEndian(bytes[36..])))),
            plan,
            Encoding.UTF8.GetString(bytes.Slice(MediaTypeAt, BinaryPrimitives.ReadInt16LittleEndian(bytes[38..]))));
    }

    private static long? KnownOrNull(long value) => value < 0 ? null : value;
}
