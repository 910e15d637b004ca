using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Core.Objects;
using Slipway.Core.Signing;
using Slipway.Server.Http;
using Slipway.Server.Objects;
using Slipway.Server.Objects.Disk;
using Slipway.Server.Objects.Disk.Files;
using Slipway.Tests.Support;

namespace Slipway.Tests.Objects.Disk;

/// <summary>The disk store on a folder of its own, reached over a real Kestrel on loopback.</summary>
internal sealed class DiskHost : IAsyncDisposable
{
    private readonly TempFolder? _ownFolder;
    private readonly WebApplication _app;

    private DiskHost(TempFolder? ownFolder, string dataFolder, WebApplication app, RememberedLog log)
    {
        _ownFolder = ownFolder;
        _app = app;
        DataFolder = dataFolder;
        Disk = app.Services.GetRequiredService<DiskStore>();
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
        DiskStoreOptions? options = null, IFileOps? files = null, string? dataFolder = null, TimeProvider? time = null)
    {
        var ownFolder = dataFolder is null ? new TempFolder() : null;
        dataFolder ??= ownFolder!.File("data");
        var log = new RememberedLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.ConfigureKestrel(KestrelHardening.Apply).UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton(files ?? new PosixFileOps());
        builder.Services.AddObjects(options ?? new DiskStoreOptions(), dataFolder);
        var app = builder.Build();
        app.UseFramingGuard();
        app.UseDiskStore();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new DiskHost(ownFolder, dataFolder, app, log);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        _ownFolder?.Dispose();
    }
}
