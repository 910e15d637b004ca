using System.Buffers.Binary;

namespace Slipway.Acceptance.Load;

/// <summary>The bytes of a part, from a few numbers: none is like another, and none is kept.</summary>
internal static class Content
{
    private const int BlockBytes = 16 << 20;

    private static readonly byte[] Block = MakeBlock();

    public static byte[] Of(long file, int part, int bytes)
    {
        var start = (int)((ulong)((file * 7919) + (part * 104_729)) % BlockBytes);
        var content = new byte[bytes];
        for (var done = 0; done < bytes;)
        {
            var run = Math.Min(bytes - done, BlockBytes - start);
            Block.AsSpan(start, run).CopyTo(content.AsSpan(done));
            done += run;
            start = 0;
        }

        if (bytes >= 12)
        {
            BinaryPrimitives.WriteInt64LittleEndian(content, file);
            BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(8), part);
        }

        return content;
    }

    private static byte[] MakeBlock()
    {
        var block = new byte[BlockBytes];
        new Random(20261121).NextBytes(block);
        return block;
    }
}
