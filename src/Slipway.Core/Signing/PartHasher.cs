using System.Buffers.Text;
using System.Runtime.CompilerServices;
using Slipway.Core.Signing.Hashing;

namespace Slipway.Core.Signing;

/// <summary>What the canonical requests of a file's parts are made of: start, part number, middle, length (where it is signed), end.</summary>
internal readonly record struct PartRequestText(byte[] Start, byte[] Middle, byte[] End, PartLengths? Lengths);

/// <summary>
/// Hashes what differs between the parts of a file, several parts at once. All that stands before the part number, and the key of the HMAC, is
/// hashed once: of some 13 blocks for a part, about 6 are left.
/// </summary>
internal sealed class PartHasher
{
    public const int SignatureBytes = 32;
    public const int HexBytes = 2 * SignatureBytes;

    private const int MaxDigits = 19;

    /// <summary>16 of them are on the stack at once.</summary>
    private const int MaxRequestBytes = 2048;

    private readonly byte[] _middle;
    private readonly byte[] _end;
    private readonly PartLengths? _lengths;

    /// <exception cref="ArgumentException">The texts are longer than any store's upload id and host.</exception>
    public PartHasher(PartRequestText text, ReadOnlySpan<byte> toSign, ReadOnlySpan<byte> key)
    {
        (_middle, _end, _lengths) = (text.Middle, text.End, text.Lengths);
        Request = Tail.After(Midstate.Of([]), 0, text.Start, MaxDigits + _middle.Length + MaxDigits + _end.Length);
        ToSign = Tail.After(Midstate.OfKey(key, 0x36), Sha256Padding.Block, toSign, HexBytes);
        Outer = Midstate.OfKey(key, 0x5C);
        if (Request.Stride > MaxRequestBytes)
        {
            throw new ArgumentException("The upload id is too long.", nameof(text));
        }
    }

    /// <summary>The canonical request, from the block with the part number on.</summary>
    public Tail Request { get; }

    /// <summary>The string to sign, from the block with the request's hash on.</summary>
    public Tail ToSign { get; }

    /// <summary>The outer hash of the HMAC.</summary>
    public Midstate Outer { get; }

    /// <param name="parts">Part numbers, in any order.</param>
    /// <param name="signatures">32 bytes for each.</param>
    [SkipLocalsInit]
    public unsafe void Sign<TLanes>(ReadOnlySpan<int> parts, Span<byte> signatures)
        where TLanes : struct, ILanes
    {
        var memory = stackalloc byte[PartBatch<TLanes>.MemoryBytes(this)];
        var batch = new PartBatch<TLanes>(this, memory, stackalloc int[TLanes.Width]);
        while (!parts.IsEmpty)
        {
            var taken = Math.Min(parts.Length, TLanes.Width);
            batch.Sign(parts[..taken], signatures);
            parts = parts[taken..];
            signatures = signatures[(taken * SignatureBytes)..];
        }
    }

    /// <summary>Writes the tail of a part's canonical request, and answers how many blocks it has.</summary>
    public int WriteRequest(Span<byte> request, int part)
    {
        Request.Bytes.CopyTo(request);
        var length = Request.Bytes.Length;
        Utf8Formatter.TryFormat(part, request[length..], out var digits);
        length += digits;
        _middle.CopyTo(request[length..]);
        length += _middle.Length;
        if (_lengths is { } lengths)
        {
            Utf8Formatter.TryFormat(lengths.Of(part), request[length..], out digits);
            length += digits;
        }

        _end.CopyTo(request[length..]);
        return Sha256Padding.Write(request, length + _end.Length, Request.Before);
    }

    /// <summary>The end of a message whose beginning is hashed already.</summary>
    /// <param name="State">The state after the beginning.</param>
    /// <param name="Before">The length of the beginning, in bytes.</param>
    /// <param name="Bytes">What is known of the rest; less than a block.</param>
    /// <param name="Stride">Whole blocks that the longest rest fits in, padding included.</param>
    internal sealed record Tail(Midstate State, int Before, byte[] Bytes, int Stride)
    {
        public static Tail After(Midstate state, int before, ReadOnlySpan<byte> message, int further)
        {
            var whole = message.Length / Sha256Padding.Block * Sha256Padding.Block;
            state.Take(message[..whole]);
            return new Tail(state, before + whole, message[whole..].ToArray(), Sha256Padding.WholeBlocks(message.Length - whole + further));
        }
    }
}
