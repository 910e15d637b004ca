using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Slipway.Core;

/// <summary>Where unpredictable bytes come from, handed in so that tests can repeat themselves.</summary>
public abstract class Randomness
{
    /// <summary>The operating system's generator.</summary>
    public static Randomness System { get; } = new SystemRandomness();

    public abstract void Fill(Span<byte> bytes);

    /// <summary>A UUID version 7 (RFC 9562 §5.7): new rows stay together in an index, and 74 bits are random.</summary>
    public Guid NewId(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        Fill(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (now.ToUnixTimeMilliseconds() << 16) | (BinaryPrimitives.ReadInt64BigEndian(bytes) & 0x0FFF) | 0x7000);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Random letters and digits: 5.95 bits each.</summary>
    public string NewName(int length)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        return string.Create(length, this, static (name, randomness) =>
        {
            Span<byte> one = stackalloc byte[1];
            for (var i = 0; i < name.Length; i++)
            {
                do
                {
                    randomness.Fill(one);
                }
                while (one[0] >= 256 - (256 % Alphabet.Length)); // or the first letters would come more often

                name[i] = Alphabet[one[0] % Alphabet.Length];
            }
        });
    }

    private sealed class SystemRandomness : Randomness
    {
        public override void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
    }
}
