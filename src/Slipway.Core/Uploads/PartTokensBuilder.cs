using System.Buffers.Binary;

namespace Slipway.Core.Uploads;

/// <summary>Collects part tokens in any order, straight from a request's bytes; a handful of allocations whatever the count.</summary>
public sealed class PartTokensBuilder
{
    private byte[] _block = new byte[1024];
    private int _length;
    private (int Number, int At)[] _index = new (int, int)[32];
    private int _count;
    private bool _sorted = true;

    /// <param name="number">At least 1.</param>
    /// <param name="token">
    /// The ETag as the client sent it, in UTF-8: with or without quotes, weak or not. Vendors' samples carry the quotes inside the string, and
    /// some clients strip them.
    /// </param>
    /// <exception cref="UploadRefusedException">The number or the token cannot be one.</exception>
    public void Add(int number, ReadOnlySpan<byte> token)
    {
        if (number < 1)
        {
            throw new UploadRefusedException(UploadError.InvalidPartNumber(number));
        }

        var bare = Bare(token);
        if (bare.IsEmpty || bare.Length > PartTokens.MaxTokenBytes)
        {
            throw new UploadRefusedException(UploadError.InvalidToken(number, bare.Length));
        }

        _sorted &= _count == 0 || _index[_count - 1].Number < number;
        Append(number, bare);
    }

    /// <exception cref="UploadRefusedException">A number was added twice.</exception>
    public PartTokens Build()
    {
        if (_sorted)
        {
            return new PartTokens(_block.AsMemory(0, _length), _count);
        }

        var order = _index.AsSpan(0, _count);
        order.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        var sorted = new byte[_length];
        var at = 0;
        for (var i = 0; i < order.Length; i++)
        {
            if (i > 0 && order[i].Number == order[i - 1].Number)
            {
                throw new UploadRefusedException(UploadError.DuplicatePart(order[i].Number));
            }

            var length = PartTokens.HeadBytes + _block[order[i].At + 4];
            _block.AsSpan(order[i].At, length).CopyTo(sorted.AsSpan(at));
            at += length;
        }

        return new PartTokens(sorted, _count);
    }

    /// <summary>The token itself: without space around it, weak mark, quotes or quotes written as an XML entity.</summary>
    internal static ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> token)
    {
        token = token.Trim(" \t"u8);
        if (token.StartsWith("W/"u8))
        {
            token = token[2..];
        }

        return Unwrap(Unwrap(token, "&quot;"u8), "\""u8);
    }

    private static ReadOnlySpan<byte> Unwrap(ReadOnlySpan<byte> token, ReadOnlySpan<byte> quote) =>
        token.Length >= 2 * quote.Length && token.StartsWith(quote) && token.EndsWith(quote)
            ? token[quote.Length..^quote.Length]
            : token;

    private void Append(int number, ReadOnlySpan<byte> bare)
    {
        var end = _length + PartTokens.HeadBytes + bare.Length;
        if (end > _block.Length)
        {
            Array.Resize(ref _block, Math.Max(end, _block.Length * 2));
        }

        if (_count == _index.Length)
        {
            Array.Resize(ref _index, _count * 2);
        }

        BinaryPrimitives.WriteInt32LittleEndian(_block.AsSpan(_length), number);
        _block[_length + 4] = (byte)bare.Length;
        bare.CopyTo(_block.AsSpan(_length + PartTokens.HeadBytes));
        _index[_count++] = (number, _length);
        _length = end;
    }
}
