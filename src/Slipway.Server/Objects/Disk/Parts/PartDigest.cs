using System.Buffers.Binary;

namespace Slipway.Server.Objects.Disk.Parts;

/// <summary>Which cryptographic digest was kept of a part, beside its CRC.</summary>
internal enum DigestKind : byte
{
    None,
    Md5,
    Sha256,
}

/// <summary>Up to 32 bytes of digest; a shorter one leaves the second half zero.</summary>
internal readonly record struct PartDigest(UInt128 First, UInt128 Second)
{
    public const int Length = 32;

    /// <param name="bytes">0, 16 or 32.</param>
    public static PartDigest Of(ReadOnlySpan<byte> bytes) => new(
        bytes.Length >= 16 ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : 0,
        bytes.Length == Length ? BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]) : 0);

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt128BigEndian(bytes, First);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[16..], Second);
    }
}
