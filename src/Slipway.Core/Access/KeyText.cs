using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Slipway.Core.Checksums;

namespace Slipway.Core.Access;

/// <summary>
/// A key as its owner holds it: <c>slw_&lt;id&gt;_&lt;secret&gt;&lt;crc&gt;</c>. The prefix makes a leaked key findable by scanners, the checksum lets a
/// mistyped one be refused without asking the catalog. 28 letters and digits of secret are 166 random bits.
/// </summary>
public sealed class KeyText
{
    private const string Prefix = "slw_";
    private const int IdLength = 12;
    private const int SecretLength = 28;
    private const int CheckLength = 8;
    private const int Length = 4 + IdLength + 1 + SecretLength + CheckLength;

    private readonly string _secret;

    private KeyText(string id, string secret)
    {
        Id = id;
        _secret = secret;
    }

    public string Id { get; }

    public static KeyText Create(Randomness randomness) => new(randomness.NewName(IdLength), randomness.NewName(SecretLength));

    /// <summary>A new secret for an id.</summary>
    public static KeyText CreateFor(string id, Randomness randomness) => new(id, randomness.NewName(SecretLength));

    public static KeyText? TryParse(string? text)
    {
        if (text is not { Length: Length } || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[4 + IdLength] != '_')
        {
            return null;
        }

        var key = new KeyText(text.Substring(4, IdLength), text.Substring(4 + IdLength + 1, SecretLength));
        return key.Reveal() == text ? key : null;
    }

    public bool Matches(ApiKey kept) => CryptographicOperations.FixedTimeEquals(HashSecret(), kept.SecretHash.Span);

    public byte[] HashSecret() => SHA256.HashData(Encoding.ASCII.GetBytes(_secret));

    /// <summary>The whole key, to be shown once.</summary>
    public string Reveal() => $"{Prefix}{Id}_{_secret}{Check()}";

    /// <summary>Never the secret: a key that is printed by mistake is not leaked.</summary>
    public override string ToString() => $"{Prefix}{Id}_…";

    private string Check()
    {
        Span<byte> crc = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc32C.Hash(Encoding.ASCII.GetBytes(Id + _secret)));
        return Convert.ToHexStringLower(crc);
    }
}
