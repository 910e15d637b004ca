using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Slipway.Core.Signing.Hashing;

namespace Slipway.Core.Signing;

/// <summary>Signs up to as many parts at once as there are lanes, in memory on the caller's stack that it uses again for the next ones.</summary>
internal readonly unsafe ref struct PartBatch<TLanes>
    where TLanes : struct, ILanes
{
    private const int Block = Sha256Padding.Block;
    private const int SignatureBytes = PartHasher.SignatureBytes;

    private readonly PartHasher _hasher;
    private readonly uint* _words;
    private readonly uint* _states;
    private readonly byte* _requests;
    private readonly byte* _toSign;
    private readonly byte* _inner;
    private readonly Span<int> _requestBlocks;
    private readonly int _toSignBlocks;

    public PartBatch(PartHasher hasher, byte* memory, Span<int> perLane)
    {
        _hasher = hasher;
        _requestBlocks = perLane;
        _words = (uint*)(((nuint)memory + (Block - 1)) & ~(nuint)(Block - 1));
        _states = _words + (16 * TLanes.Width);
        _requests = (byte*)(_states + (8 * TLanes.Width));
        _toSign = _requests + (TLanes.Width * hasher.Request.Stride);
        _inner = _toSign + (TLanes.Width * hasher.ToSign.Stride);
        for (var lane = 0; lane < TLanes.Width; lane++)
        {
            var toSign = Of(_toSign, lane, hasher.ToSign.Stride);
            hasher.ToSign.Bytes.CopyTo(toSign);
            _toSignBlocks = Sha256Padding.Write(toSign, hasher.ToSign.Bytes.Length + PartHasher.HexBytes, hasher.ToSign.Before);
            Sha256Padding.Write(Of(_inner, lane, Block), SignatureBytes, Block);
        }
    }

    public static int MemoryBytes(PartHasher hasher) =>
        (TLanes.Width * (((16 + 8) * sizeof(uint)) + hasher.Request.Stride + hasher.ToSign.Stride + Block)) + Block;

    /// <param name="parts">Not more than there are lanes. Lanes without a part compute, and are not read.</param>
    /// <param name="signatures">32 bytes for each.</param>
    public void Sign(ReadOnlySpan<int> parts, Span<byte> signatures)
    {
        HashRequests(parts);
        Begin(_hasher.ToSign.State);
        for (var block = 0; block < _toSignBlocks; block++)
        {
            Take(_toSign + (block * Block), _hasher.ToSign.Stride);
        }

        for (var lane = 0; lane < parts.Length; lane++)
        {
            Read(lane, Of(_inner, lane, Block));
        }

        Begin(_hasher.Outer);
        Take(_inner, Block);
        for (var lane = 0; lane < parts.Length; lane++)
        {
            Read(lane, signatures[(lane * SignatureBytes)..]);
        }
    }

    [SkipLocalsInit]
    private void HashRequests(ReadOnlySpan<int> parts)
    {
        var most = 0;
        for (var lane = 0; lane < parts.Length; lane++)
        {
            _requestBlocks[lane] = _hasher.WriteRequest(Of(_requests, lane, _hasher.Request.Stride), parts[lane]);
            most = Math.Max(most, _requestBlocks[lane]);
        }

        Span<byte> hash = stackalloc byte[SignatureBytes];
        Begin(_hasher.Request.State);
        for (var block = 1; block <= most; block++)
        {
            Take(_requests + ((block - 1) * Block), _hasher.Request.Stride);
            for (var lane = 0; lane < parts.Length; lane++)
            {
                if (_requestBlocks[lane] == block) // a longer number or length may end in another block than its neighbours
                {
                    Read(lane, hash);
                    var hex = Of(_toSign, lane, _hasher.ToSign.Stride).Slice(_hasher.ToSign.Bytes.Length, PartHasher.HexBytes);
                    Convert.TryToHexStringLower(hash, hex, out _);
                }
            }
        }
    }

    private void Begin(in Midstate state)
    {
        for (var word = 0; word < 8; word++)
        {
            new Span<uint>(_states + (word * TLanes.Width), TLanes.Width).Fill(state[word]);
        }
    }

    private void Take(byte* blocks, int stride)
    {
        TLanes.Gather(blocks, stride, _words);
        TLanes.Compress(_states, _words);
    }

    private void Read(int lane, Span<byte> hash)
    {
        for (var word = 0; word < 8; word++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(hash[(word * sizeof(uint))..], _states[(word * TLanes.Width) + lane]);
        }
    }

    private static Span<byte> Of(byte* messages, int lane, int stride) => new(messages + (lane * stride), stride);
}
