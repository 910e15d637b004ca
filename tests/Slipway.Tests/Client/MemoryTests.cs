using Slipway.Client;
using Slipway.Tests.Client.Support;

namespace Slipway.Tests.Client;

/// <summary>Counts what the whole process allocates, so nothing else may run beside it.</summary>
[CollectionDefinition("the memory of uploads", DisableParallelization = true)]
[Collection("the memory of uploads")]
public sealed class MemoryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Memory_does_not_grow_with_the_size_of_a_part()
    {
        await using var world = await UploadWorld.StartAsync();
        world.Server.Store.KeepsBytes = false;
        world.Server.PartBytes = 128 << 20;
        await world.Client().UploadAsync(new UploadRequest { VideoName = "Warm", Files = [new UploadFile(world.File("warm.mov", 4 << 20), "video")] }, world, Token);
        var path = world.File("large.mov", 1);
        using (var file = File.OpenWrite(path))
        {
            // Sparse: a quarter of a gigabyte to read, none of it on the disk.
            file.SetLength(256L << 20);
        }

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await world.Client().UploadAsync(new UploadRequest { VideoName = "Large", Files = [new UploadFile(path, "video")] }, world, Token);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        // Both ends run here; a single copy of a part would be 128 MiB.
        Assert.InRange(allocated, 0, 48L << 20);
    }
}
