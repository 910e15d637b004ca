using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Core.Signing;

/// <summary>
/// Verifies signed URLs from the bytes of the request, never from what a server made of them. Checks stand in one order, and the first that fails
/// answers: what is cheap and tells nothing comes first, the state of an upload is the caller's to ask, and only after this.
/// </summary>
public sealed class UrlVerifier
{
    private const int MaxTargetLength = 8192;
    private const int StampLength = 16;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    private readonly DerivedKeys[] _keys;
    private readonly VerifierPolicy _policy;

    /// <param name="keys">At least one; several are good at once while keys are exchanged.</param>
    /// <param name="policy">What is accepted.</param>
    /// <exception cref="ArgumentException">There is no key, or two have one id.</exception>
    public UrlVerifier(IReadOnlyList<SigningKey> keys, VerifierPolicy policy)
    {
        if (keys.Count == 0 || keys.Select(key => key.AccessKeyId).Distinct(StringComparer.Ordinal).Count() < keys.Count)
        {
            throw new ArgumentException("There must be keys, each with an id of its own.", nameof(keys));
        }

        _keys = [.. keys.Select(key => new DerivedKeys(key))];
        _policy = policy;
    }

    /// <summary>Never throws, whatever the request holds, and waits for nothing.</summary>
    public SignatureVerdict Verify(in SignedRequest request, DateTimeOffset now)
    {
        var target = request.RawTarget.AsSpan();
        if (target.IsEmpty || target.Length > MaxTargetLength || target[0] != '/' || !Ascii.IsValid(target))
        {
            return SignatureRefusal.BadTarget;
        }

        var end = target.IndexOf('?');
        if (end < 0)
        {
            return SignatureRefusal.Anonymous;
        }

        if ((SignedQuery.Parse(target[(end + 1)..], out var query) ?? RefuseUnlessComplete(query, request)) is { } incomplete)
        {
            return incomplete;
        }

        Span<char> decodedCredential = stackalloc char[SigningCredential.MaxLength];
        if (!PercentText.TryDecode(query[QueryParameter.Credential], decodedCredential, out var length)
            || !SigningCredential.TryParse(decodedCredential[..length], out var credential)
            || !query[QueryParameter.Date].StartsWith(credential.Date, StringComparison.Ordinal))
        {
            return SignatureRefusal.BadCredential;
        }

        if (Find(credential.AccessKeyId) is not { } keys)
        {
            return SignatureRefusal.UnknownKey;
        }

        if (!credential.Region.SequenceEqual(keys.Key.Region))
        {
            return SignatureRefusal.OtherRegion;
        }

        if (RefuseUnlessCurrent(query, now, out var signedAt, out var expiresAt) is { } untimely)
        {
            return untimely;
        }

        Span<char> decodedNames = stackalloc char[SignedHeaders.MaxLength];
        if (!PercentText.TryDecode(query[QueryParameter.SignedHeaders], decodedNames, out length))
        {
            return SignatureRefusal.BadSignedHeaders;
        }

        if ((SignedHeaders.Parse(decodedNames[..length], out var headers) ?? RefuseUnlessCovered(headers, request)) is { } uncovered)
        {
            return uncovered;
        }

        var path = target[..end];
        if (!CanonicalPath.IsCanonical(path) || !path[1..].Contains('/'))
        {
            return SignatureRefusal.BadPath;
        }

        var key = keys.On(credential.Date, (int)(signedAt.ToUnixTimeSeconds() / 86_400));
        var refusal = RefuseUnlessSigned(request, path, query, headers, credential, key);
        return refusal ?? SignedMeaning.Read(request, path, query, headers, keys.Key.AccessKeyId, expiresAt);
    }

    private static SignatureRefusal? RefuseUnlessComplete(in SignedQuery query, in SignedRequest request)
    {
        var present = 0;
        for (var parameter = QueryParameter.Algorithm; parameter <= QueryParameter.Signature; parameter++)
        {
            present += parameter != QueryParameter.ContentSha256 && query.Has(parameter) ? 1 : 0;
        }

        return present switch
        {
            0 => SignatureRefusal.Anonymous,
            < 6 => SignatureRefusal.MissingParameter,
            _ when query[QueryParameter.Algorithm] is not SigningScope.Algorithm => SignatureRefusal.OtherVersion,
            _ when request.HasAwsAuthorization() => SignatureRefusal.TwoMechanisms,
            _ => null,
        };
    }

    private SignatureRefusal? RefuseUnlessCurrent(in SignedQuery query, DateTimeOffset now, out DateTimeOffset signedAt, out DateTimeOffset expiresAt)
    {
        expiresAt = default;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var date = query[QueryParameter.Date];
        if (!DateTimeOffset.TryParseExact(date, SigningScope.StampFormat, CultureInfo.InvariantCulture, Utc, out signedAt) || date.Length != StampLength)
        {
            return SignatureRefusal.BadDate;
        }

        if (signedAt - now > _policy.MaxSkew)
        {
            return SignatureRefusal.NotYet;
        }

        var text = query[QueryParameter.Expires];
        if (text.IsEmpty || text.ContainsAnyExcept(Digits) || (text[0] == '0' && text.Length > 1))
        {
            return SignatureRefusal.BadExpires;
        }

        if (text is "0" || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > SigningWindow.MaxLife.TotalSeconds)
        {
            return SignatureRefusal.ExpiresOutOfRange;
        }

        expiresAt = signedAt.AddSeconds(seconds);
        return seconds > _policy.MaxLife.TotalSeconds ? SignatureRefusal.BadExpires
            : now >= expiresAt ? SignatureRefusal.Expired
            : null;
    }

    private static SignatureRefusal? RefuseUnlessCovered(in SignedHeaders headers, in SignedRequest request) =>
        !headers.Contain("host") ? SignatureRefusal.HostNotSigned
        : !headers.CoverAll(request.Headers) ? SignatureRefusal.HeadersNotSigned
        : null;

    private static SignatureRefusal? RefuseUnlessSigned(
        in SignedRequest request, ReadOnlySpan<char> path, in SignedQuery query, in SignedHeaders headers, in SigningCredential credential, byte[] key)
    {
        var text = new ByteText(stackalloc byte[2048]);
        try
        {
            if (!SignedMeaning.TryWriteCanonicalRequest(request, path, query, headers, ref text))
            {
                return SignatureRefusal.SignedHeaderAbsent;
            }

            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(text.Written, hash);
            text.Clear();
            text.Append("AWS4-HMAC-SHA256\n"u8);
            text.Append(query[QueryParameter.Date]);
            text.Append((byte)'\n');
            text.Append(credential.Scope);
            text.Append((byte)'\n');
            text.AppendHex(hash);
            HMACSHA256.HashData(key, text.Written, hash);
            return IsHexOf(hash, query[QueryParameter.Signature]) ? null : SignatureRefusal.DoesNotMatch;
        }
        finally
        {
            text.Dispose();
        }
    }

    /// <summary>Compares bytes in constant time. What is no lower-case hex of 32 bytes is none of them.</summary>
    private static bool IsHexOf(ReadOnlySpan<byte> expected, ReadOnlySpan<char> hex)
    {
        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        return hex.Length == 2 * given.Length
            && !hex.ContainsAnyExcept(PercentText.LowerHex)
            && Convert.FromHexString(hex, given, out _, out _) == OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(expected, given);
    }

    private DerivedKeys? Find(ReadOnlySpan<char> accessKeyId)
    {
        foreach (var keys in _keys)
        {
            if (accessKeyId.SequenceEqual(keys.Key.AccessKeyId))
            {
                return keys;
            }
        }

        return null;
    }
}
