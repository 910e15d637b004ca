using System.Net;
using Slipway.Core.Uploads;
using Slipway.Tests.Contracts;

namespace Slipway.Tests.Objects.Disk;

/// <summary>Measured for the whole process, so nothing else may run beside.</summary>
[CollectionDefinition("the memory of the store", DisableParallelization = true)]
public sealed class MemoryTestsAlone;

[Collection("the memory of the store")]
public sealed class MemoryTests
{
    private const int Connections = 16;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Parts_of_100_mib_take_no_more_memory_than_parts_of_4()
    {
        await using var host = await DiskHost.StartAsync(files: new FaultyFileOps { DropsContent = true });
        await PutAsync(host, 1 << 20); // whatever is made once
        var small = await AllocatedAsync(() => PutAsync(host, 4 << 20));
        var large = await AllocatedAsync(() => PutAsync(host, 100 << 20));

        // Twenty-five times the bytes: what is allocated for a byte would show; reads of the socket cost the client and the server a little each.
        Assert.InRange(large, 0, small + (32L << 20));
    }

    private static async Task<long> AllocatedAsync(Func<Task> work)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await work();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static async Task PutAsync(DiskHost host, long partBytes)
    {
        var world = new StoreWorld(host.Store, host.Http, host.Endpoint, 0, host.DisposeAsync);
        var upload = await world.StartAsync(new PartPlan(Connections * partBytes, partBytes, Connections));
        await Task.WhenAll(Enumerable.Range(1, Connections).Select(async part =>
        {
            using var content = new StreamContent(new Zeros(partBytes), 1 << 16);
            content.Headers.ContentLength = partBytes;
            using var answer = await world.Http.PutAsync(world.Url(upload, part), content, Ct);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }));
        await world.Store.AbortAsync(upload, Ct);
    }

    private sealed class Zeros(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, _left);
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
