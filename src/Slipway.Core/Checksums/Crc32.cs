namespace Slipway.Core.Checksums;

/// <summary>CRC-32 (ISO-HDLC, the one of zip and PNG), which today's S3 clients send by default. The default value is the checksum of no bytes.</summary>
public struct Crc32
{
    private static readonly ReflectedCrc Engine = new(32, 0xEDB88320);

    /// <summary>The checksum of everything appended so far.</summary>
    public uint Value { get; private set; }

    public void Append(ReadOnlySpan<byte> bytes) => Value = ~(uint)Engine.Update(~Value, bytes);
}
