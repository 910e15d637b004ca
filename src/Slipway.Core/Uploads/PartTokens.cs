using System.Buffers.Binary;
using System.Text;

namespace Slipway.Core.Uploads;

/// <summary>
/// Part numbers with the tokens (ETags) that their PUTs answered, ascending by number, in one block of bytes: ten thousand parts are one
/// array here and one column in the catalog. Tokens are opaque and kept bare: no quotes, no weak mark.
/// </summary>
public sealed class PartTokens
{
    /// <summary>The longest token, in bytes of UTF-8.</summary>
    public const int MaxTokenBytes = 255;

    internal const int HeadBytes = 5; // number (4, little-endian), length of the token (1)

    private readonly ReadOnlyMemory<byte> _block;

    internal PartTokens(ReadOnlyMemory<byte> block, int count)
    {
        _block = block;
        Count = count;
    }

    public int Count { get; }

    /// <summary>What the catalog stores; <see cref="FromBlock"/> reads it back.</summary>
    public ReadOnlyMemory<byte> Block => _block;

    public static PartTokens Of(params IEnumerable<(int Number, string Token)> parts)
    {
        var builder = new PartTokensBuilder();
        foreach (var (number, token) in parts)
        {
            builder.Add(number, Encoding.UTF8.GetBytes(token));
        }

        return builder.Build();
    }

    public static PartTokens FromBlock(ReadOnlyMemory<byte> block)
    {
        var count = 0;
        for (var at = 0; at < block.Length; at += HeadBytes + block.Span[at + 4])
        {
            count++;
        }

        return new PartTokens(block, count);
    }

    /// <exception cref="UploadRefusedException">A part of the plan is missing, or one is listed that the plan does not have.</exception>
    public void RefuseUnlessWhole(PartPlan plan)
    {
        RefuseSurplus(plan);
        if (Count == plan.Count)
        {
            return;
        }

        var missing = new List<int>();
        var expected = 1;
        foreach (var part in this)
        {
            for (; expected < part.Number && missing.Count < UploadError.MaxListedParts; expected++)
            {
                missing.Add(expected);
            }

            expected = part.Number + 1;
        }

        for (; expected <= plan.Count && missing.Count < UploadError.MaxListedParts; expected++)
        {
            missing.Add(expected);
        }

        throw new UploadRefusedException(UploadError.MissingParts(missing, plan.Count - Count, plan.Count));
    }

    private void RefuseSurplus(PartPlan plan)
    {
        foreach (var part in this)
        {
            if (!plan.Has(part.Number))
            {
                throw new UploadRefusedException(UploadError.UnknownPart(part.Number, plan.Count));
            }
        }
    }

    public Enumerator GetEnumerator() => new(_block.Span);

    /// <summary>One part: its number, and its bare token in UTF-8.</summary>
    public readonly ref struct PartToken(int number, ReadOnlySpan<byte> token)
    {
        public int Number { get; } = number;

        public ReadOnlySpan<byte> Token { get; } = token;
    }

    public ref struct Enumerator(ReadOnlySpan<byte> block)
    {
        private ReadOnlySpan<byte> _rest = block;

        public PartToken Current { get; private set; }

        public bool MoveNext()
        {
            if (_rest.IsEmpty)
            {
                return false;
            }

            var length = _rest[4];
            Current = new PartToken(BinaryPrimitives.ReadInt32LittleEndian(_rest), _rest.Slice(HeadBytes, length));
            _rest = _rest[(HeadBytes + length)..];
            return true;
        }
    }
}
