using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Slipway.Core.Signing.Hashing;

/// <summary>The state of SHA-256 after whole blocks: what many messages have in common is hashed once.</summary>
[InlineArray(8)]
internal struct Midstate
{
    private const int Block = Sha256Padding.Block;

    private uint _first;

    /// <param name="wholeBlocks">A multiple of 64 bytes.</param>
    public static Midstate Of(ReadOnlySpan<byte> wholeBlocks)
    {
        var state = default(Midstate);
        ReadOnlySpan<uint> initial = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
        initial.CopyTo(state);
        state.Take(wholeBlocks);
        return state;
    }

    /// <summary>The state of an HMAC (RFC 2104) that has taken its key.</summary>
    /// <param name="key">At most 64 bytes.</param>
    /// <param name="pad">0x36 for the inner hash, 0x5C for the outer.</param>
    public static Midstate OfKey(ReadOnlySpan<byte> key, byte pad)
    {
        Span<byte> block = stackalloc byte[Block];
        block.Fill(pad);
        for (var i = 0; i < key.Length; i++)
        {
            block[i] ^= key[i];
        }

        return Of(block);
    }

    public unsafe void Take(ReadOnlySpan<byte> wholeBlocks)
    {
        Debug.Assert(wholeBlocks.Length % Block == 0, "Only whole blocks have a midstate.");
        var words = stackalloc uint[16];
        fixed (byte* blocks = wholeBlocks)
        fixed (uint* state = &_first)
        {
            for (var at = 0; at < wholeBlocks.Length; at += Block)
            {
                OneLane.Gather(blocks + at, Block, words);
                OneLane.Compress(state, words);
            }
        }
    }
}
