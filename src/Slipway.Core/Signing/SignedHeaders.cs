using System.Buffers;

namespace Slipway.Core.Signing;

/// <summary>The names in X-Amz-SignedHeaders, and the headers they stand for.</summary>
internal readonly ref struct SignedHeaders
{
    public const int MaxLength = 1024;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-._~!#$&'*+^`|");

    private readonly ReadOnlySpan<char> _names;

    private SignedHeaders(ReadOnlySpan<char> names) => _names = names;

    public ReadOnlySpan<char> Names => _names;

    public static SignatureRefusal? Parse(ReadOnlySpan<char> names, out SignedHeaders headers)
    {
        headers = new SignedHeaders(names);
        ReadOnlySpan<char> previous = [];
        foreach (var range in names.Split(';'))
        {
            var name = names[range];
            if (name.IsEmpty || name.ContainsAnyExcept(NameCharacters) || name.SequenceCompareTo(previous) <= 0)
            {
                return SignatureRefusal.BadSignedHeaders;
            }

            previous = name;
        }

        return null;
    }

    public bool Contain(ReadOnlySpan<char> header)
    {
        foreach (var range in _names.Split(';'))
        {
            if (_names[range].Equals(header, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Every x-amz- header must be signed, or a URL could be used to do what it does not say. Except those that only tell how to check the body:
    /// they can but make it fail.
    /// </summary>
    public bool CoverAll(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        for (var i = 0; i < headers.Count; i++)
        {
            var name = headers[i].Key;
            if (name.StartsWith(SignedRequest.MetaPrefix, StringComparison.OrdinalIgnoreCase) && !OnlyChecksTheBody(name) && !Contain(name))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a signed x-amz- header asks for something that is not done here.</summary>
    public bool AskForMore()
    {
        foreach (var range in _names.Split(';'))
        {
            if (_names[range].StartsWith(SignedRequest.MetaPrefix, StringComparison.Ordinal) && !OnlyChecksTheBody(_names[range]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes the canonical headers. False: one of them is absent.</summary>
    public bool TryWrite(in SignedRequest request, ref ByteText text)
    {
        foreach (var range in _names.Split(';'))
        {
            var name = _names[range];
            text.Append(name);
            text.Append((byte)':');
            if (!TryWriteValue(name, request, ref text))
            {
                return false;
            }

            text.Append((byte)'\n');
        }

        return true;
    }

    private static bool TryWriteValue(ReadOnlySpan<char> name, in SignedRequest request, ref ByteText text)
    {
        switch (name)
        {
            case "host":
                text.Append(request.Host);
                return request.Host.Length > 0;
            case "content-length":
                text.Append(request.ContentLength.GetValueOrDefault());
                return request.ContentLength is not null;
        }

        var count = 0;
        for (var i = 0; i < request.Headers.Count; i++)
        {
            if (name.Equals(request.Headers[i].Key, StringComparison.OrdinalIgnoreCase))
            {
                text.Append(count++ == 0 ? "" : ",");
                WriteTrimmed(request.Headers[i].Value, ref text);
            }
        }

        return count > 0;
    }

    /// <summary>Without spaces around, and one for several within.</summary>
    private static void WriteTrimmed(ReadOnlySpan<char> value, ref ByteText text)
    {
        value = value.Trim(' ');
        for (var gap = value.IndexOf("  "); gap >= 0; gap = value.IndexOf("  "))
        {
            text.Append(value[..(gap + 1)]);
            value = value[gap..].TrimStart(' ');
        }

        text.Append(value);
    }

    private static bool OnlyChecksTheBody(ReadOnlySpan<char> name) =>
        name.Equals(SignedRequest.ContentSha256, StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("x-amz-checksum-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("x-amz-sdk-checksum-algorithm", StringComparison.OrdinalIgnoreCase);
}
