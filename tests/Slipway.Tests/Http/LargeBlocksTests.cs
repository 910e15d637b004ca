using Slipway.Server.Http;
using Slipway.Tests.Support;

namespace Slipway.Tests.Http;

public sealed class LargeBlocksTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public void A_block_is_256_kib_whatever_less_is_asked_for()
    {
        using var blocks = new LargeBlocks(_time);
        using var pool = blocks.Create();
        using var block = pool.Rent(1);

        Assert.Equal(256 * 1024, block.Memory.Length);
        Assert.Equal(256 * 1024, pool.MaxBufferSize);
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(256 * 1024 + 1));
    }

    [Fact]
    public void The_block_that_came_back_last_is_handed_out_first()
    {
        using var blocks = new LargeBlocks(_time);
        using var pool = blocks.Create();
        var first = pool.Rent();
        var second = pool.Rent();
        second.Memory.Span[0] = 2;
        first.Dispose();
        second.Dispose();

        Assert.Same(second, pool.Rent());
        Assert.Same(first, pool.Rent());
    }

    [Fact]
    public void Pools_share_the_blocks()
    {
        using var blocks = new LargeBlocks(_time);
        var block = blocks.Create().Rent();
        block.Dispose();

        Assert.Same(block, blocks.Create().Rent());
    }

    [Fact]
    public void A_block_that_is_given_back_twice_is_handed_out_once()
    {
        using var blocks = new LargeBlocks(_time);
        using var pool = blocks.Create();
        var block = pool.Rent();
        block.Dispose();
        block.Dispose();

        Assert.NotSame(pool.Rent(), pool.Rent());
    }

    [Fact]
    public void No_more_is_kept_than_allowed()
    {
        using var blocks = new LargeBlocks(_time, mostIdleBytes: 3 * LargeBlocks.BlockBytes);
        GiveBack(blocks, 10);

        Assert.Equal(3, blocks.IdleBlocks);
    }

    [Fact]
    public void What_is_not_needed_is_let_go_after_a_while_and_what_is_needed_stays()
    {
        using var blocks = new LargeBlocks(_time);
        GiveBack(blocks, 16);
        _time.Advance(TimeSpan.FromSeconds(10)); // needed until now
        Assert.Equal(16, blocks.IdleBlocks);

        GiveBack(blocks, 4);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(10, blocks.IdleBlocks);

        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(0, blocks.IdleBlocks);
    }

    private static void GiveBack(LargeBlocks blocks, int count)
    {
        using var pool = blocks.Create();
        var taken = Enumerable.Range(0, count).Select(_ => pool.Rent()).ToArray();
        foreach (var block in taken)
        {
            block.Dispose();
        }
    }
}
