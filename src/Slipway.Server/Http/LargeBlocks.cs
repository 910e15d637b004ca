using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace Slipway.Server.Http;

/// <summary>
/// Buffers of 256 KiB for the transport, in place of Kestrel's 4 KiB: one read of the socket takes as much as the kernel has, which is most of what a
/// fast upload is about. The block that came back last is handed out first, because it is still in the processor's cache.
/// </summary>
internal sealed class LargeBlocks : IMemoryPoolFactory<byte>, IDisposable
{
    public const int BlockBytes = 256 * 1024;

    private static readonly TimeSpan TrimEvery = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Stack<Block> _idle = new();
    private readonly int _mostIdle;
    private readonly ITimer _trim;
    private int _leastIdle;

    /// <param name="time">For trimming: blocks that were not needed for a while are let go.</param>
    /// <param name="mostIdleBytes">What is kept at the most for reuse, in bytes.</param>
    public LargeBlocks(TimeProvider time, long mostIdleBytes = 256L << 20)
    {
        _mostIdle = (int)(mostIdleBytes / BlockBytes);
        _trim = time.CreateTimer(static blocks => ((LargeBlocks)blocks!).Trim(), this, TrimEvery, TrimEvery);
    }

    /// <summary>How many blocks wait for reuse.</summary>
    public int IdleBlocks
    {
        get
        {
            lock (_lock)
            {
                return _idle.Count;
            }
        }
    }

    /// <summary>All pools share the blocks: a pool is only a face.</summary>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Pool(this);

    public void Dispose() => _trim.Dispose();

    private Block Rent()
    {
        lock (_lock)
        {
            if (_idle.TryPop(out var block))
            {
                _leastIdle = Math.Min(_leastIdle, _idle.Count);
                block.Lend();
                return block;
            }
        }

        return new Block(this);
    }

    private void Return(Block block)
    {
        lock (_lock)
        {
            if (_idle.Count < _mostIdle)
            {
                _idle.Push(block);
            }
        }
    }

    /// <summary>Lets go of half of the blocks that lay idle all the time since the last look, the longest idle among them.</summary>
    private void Trim()
    {
        lock (_lock)
        {
            var surplus = (_leastIdle + 1) / 2;
            if (surplus > 0)
            {
                var kept = _idle.Take(_idle.Count - surplus).Reverse().ToArray();
                _idle.Clear();
                foreach (var block in kept)
                {
                    _idle.Push(block);
                }

                _idle.TrimExcess();
            }

            _leastIdle = _idle.Count;
        }
    }

    private sealed class Pool(LargeBlocks blocks) : MemoryPool<byte>
    {
        public override int MaxBufferSize => BlockBytes;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
            return blocks.Rent();
        }

        protected override void Dispose(bool disposing)
        {
        }
    }

    private sealed class Block(LargeBlocks owner) : IMemoryOwner<byte>
    {
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true);
        private int _lent = 1;

        public Memory<byte> Memory => MemoryMarshal.CreateFromPinnedArray(_bytes, 0, _bytes.Length);

        public void Lend() => _lent = 1;

        /// <summary>Once: a block that came back twice would be handed to two requests.</summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _lent, 0) == 1)
            {
                owner.Return(this);
            }
        }
    }
}
