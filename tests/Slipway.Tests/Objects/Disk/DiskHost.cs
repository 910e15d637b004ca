using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Core;
using Slipway.Core.Objects;
using Slipway.Core.Signing;
using Slipway.Server.Http;
using Slipway.Server.Objects.Disk;
using Slipway.Server.Objects.Disk.Files;
using Slipway.Tests.Support;

namespace Slipway.Tests.Objects.Disk;

/// <summary>The disk store on a folder of its own, reached over a real Kestrel on loopback.</summary>
internal sealed class DiskHost : IAsyncDisposable
{
    private readonly TempFolder? _ownFolder;
    private readonly WebApplication _app;

    private DiskHost(TempFolder? ownFolder, string dataFolder, DiskStore disk, WebApplication app, RememberedLog log)
    {
        _ownFolder = ownFolder;
        _app = app;
        DataFolder = dataFolder;
        Disk = disk;
        Log = log;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Endpoint = StoreEndpoint.Parse(new Uri(address));
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false, Expect100ContinueTimeout = TimeSpan.FromSeconds(10) }) { BaseAddress = new Uri(address) };
    }

    public string DataFolder { get; }

    public DiskStore Disk { get; }

    public IObjectStore Store => Disk.Objects;

    public RememberedLog Log { get; }

    public HttpClient Http { get; }

    public StoreEndpoint Endpoint { get; }

    public int Port => Http.BaseAddress!.Port;

    public static async Task<DiskHost> StartAsync(
        DiskStoreOptions? options = null, IFileOps? files = null, string? dataFolder = null, TimeProvider? time = null, bool largeBlocks = true)
    {
        var ownFolder = dataFolder is null ? new TempFolder() : null;
        dataFolder ??= ownFolder!.File("data");
        var log = new RememberedLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.ConfigureKestrel(KestrelHardening.Apply).UseUrls("http://127.0.0.1:0");
        if (largeBlocks)
        {
            builder.Services.AddSingleton<IMemoryPoolFactory<byte>>(new LargeBlocks(TimeProvider.System));
        }

        var app = builder.Build();
        var disk = DiskStore.Open(
            dataFolder, options ?? new DiskStoreOptions(), Randomness.System, time ?? TimeProvider.System, app.Services.GetRequiredService<ILoggerFactory>(), files ?? new PosixFileOps());
        app.UseFramingGuard();
        app.Use(next => context => disk.Endpoints.InvokeAsync(context, next));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new DiskHost(ownFolder, dataFolder, disk, app, log);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        Disk.Dispose();
        _ownFolder?.Dispose();
    }
}
