using System.Runtime.CompilerServices;

namespace Slipway.Core.Signing;

/// <summary>The parameters of a signed URL, in the order in which they are signed.</summary>
internal enum QueryParameter
{
    Algorithm,
    ContentSha256,
    Credential,
    Date,
    Expires,
    SignedHeaders,
    Signature,
    PartNumber,
    UploadId,
    Operation,
}

/// <summary>A query, split once: every parameter that signed URLs have, at most once, as it stands in the target.</summary>
internal ref struct SignedQuery
{
    private static readonly string[] Names =
    [
        "X-Amz-Algorithm", "X-Amz-Content-Sha256", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature",
        "partNumber", "uploadId", "x-id",
    ];

    private ReadOnlySpan<char> _query;
    private Slots _slots;

    public static int Count => Names.Length;

    /// <summary>The value, not decoded; empty where there is none.</summary>
    public readonly ReadOnlySpan<char> this[QueryParameter parameter] => _query.Slice(_slots[(int)parameter].Start, _slots[(int)parameter].Length);

    public static string NameOf(QueryParameter parameter) => Names[(int)parameter];

    public static SignatureRefusal? Parse(ReadOnlySpan<char> query, out SignedQuery parsed)
    {
        parsed = new SignedQuery { _query = query };
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            var equals = pair.IndexOf('=');
            var name = equals < 0 ? pair : pair[..equals];
            var known = IndexOf(name);
            if (known < 0)
            {
                return IsOfAnotherVersion(name) ? SignatureRefusal.OtherVersion : SignatureRefusal.UnknownParameter;
            }

            if (parsed._slots[known].Present)
            {
                return SignatureRefusal.RepeatedParameter;
            }

            var value = equals < 0 ? [] : pair[(equals + 1)..];
            if (!PercentText.IsWellFormed(value))
            {
                return SignatureRefusal.BadEscape;
            }

            parsed._slots[known] = new Slot(true, range.Start.Value + (pair.Length - value.Length), value.Length);
        }

        return null;
    }

    public readonly bool Has(QueryParameter parameter) => _slots[(int)parameter].Present;

    private static int IndexOf(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (name.SequenceEqual(Names[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsOfAnotherVersion(ReadOnlySpan<char> name) => name is "AWSAccessKeyId" or "Signature" or "Expires" or "X-Amz-Security-Token";

    private readonly record struct Slot(bool Present, int Start, int Length);

    [InlineArray(10)]
    private struct Slots
    {
        private Slot _first;
    }
}
