using Slipway.Server.Objects.Disk;
using Slipway.Tests.Contracts;

namespace Slipway.Tests.Objects.Disk;

public sealed class DiskObjectStoreTests : ObjectStoreContract
{
    internal override async Task<StoreWorld> OpenAsync()
    {
        var host = await DiskHost.StartAsync();
        return new StoreWorld(host.Store, host.Http, host.Endpoint, 70_000, host.DisposeAsync);
    }
}

public sealed class DiskObjectStoreWithMd5Tests : ObjectStoreContract
{
    internal override async Task<StoreWorld> OpenAsync()
    {
        var host = await DiskHost.StartAsync(new DiskStoreOptions { Checksum = PartChecksum.Md5 });
        return new StoreWorld(host.Store, host.Http, host.Endpoint, 70_000, host.DisposeAsync);
    }
}
