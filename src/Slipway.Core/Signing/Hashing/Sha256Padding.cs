using System.Buffers.Binary;

namespace Slipway.Core.Signing.Hashing;

/// <summary>How SHA-256 fills its last block (FIPS 180-4 §5.1.1): a bit, zeros, and the length of the message in bits.</summary>
internal static class Sha256Padding
{
    public const int Block = 64;

    private const int Least = 1 + sizeof(long);

    /// <summary>The length of a message with its padding.</summary>
    public static int WholeBlocks(int length) => (length + Least + Block - 1) / Block * Block;

    /// <summary>Pads a message, and answers how many blocks it has.</summary>
    /// <param name="message">Room for whole blocks.</param>
    /// <param name="length">How much of it is the message.</param>
    /// <param name="before">How many bytes of the message were hashed before.</param>
    public static int Write(Span<byte> message, int length, int before)
    {
        var end = WholeBlocks(length);
        message[length..end].Clear();
        message[length] = 0x80;
        BinaryPrimitives.WriteInt64BigEndian(message[(end - sizeof(long))..], 8L * (before + length));
        return end / Block;
    }
}
