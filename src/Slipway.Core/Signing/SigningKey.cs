using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Core.Signing;

/// <summary>A key pair of Signature Version 4, for one region. The secret can be used, and not be read or printed.</summary>
public sealed class SigningKey
{
    internal const int DerivedBytes = 32;

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-");

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _start;

    /// <param name="accessKeyId">1 to 128 of <c>A-Z a-z 0-9 . _ ~ -</c>.</param>
    /// <param name="secret">At least one byte.</param>
    /// <param name="region">1 to 64 of the same.</param>
    /// <exception cref="ArgumentException">One of them is not so.</exception>
    public SigningKey(string accessKeyId, ReadOnlySpan<byte> secret, string region)
    {
        AccessKeyId = Checked(accessKeyId, 128, nameof(accessKeyId));
        Region = Checked(region, 64, nameof(region));
        if (secret.IsEmpty)
        {
            throw new ArgumentException("The secret is empty.", nameof(secret));
        }

        _start = [.. "AWS4"u8, .. secret];
    }

    public string AccessKeyId { get; }

    public string Region { get; }

    public override string ToString() => $"{AccessKeyId} in {Region}";

    /// <summary>The key that signs on one day: a chain of four HMACs, worth keeping.</summary>
    /// <param name="date">yyyyMMdd.</param>
    /// <param name="service">Always <c>s3</c>, but in the published example.</param>
    internal byte[] Derive(ReadOnlySpan<char> date, string service = "s3")
    {
        var derived = HMACSHA256.HashData(_start, Encoding.ASCII.GetBytes(date.ToString()));
        foreach (var part in (ReadOnlySpan<string>)[Region, service, "aws4_request"])
        {
            HMACSHA256.HashData(derived, Encoding.ASCII.GetBytes(part), derived);
        }

        return derived;
    }

    private static string Checked(string text, int longest, string name) =>
        text.Length >= 1 && text.Length <= longest && !text.AsSpan().ContainsAnyExcept(Plain)
            ? text
            : throw new ArgumentException($"'{text}' is not 1 to {longest} of A-Z a-z 0-9 . _ ~ -", name);
}
