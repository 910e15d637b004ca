using Slipway.Client;

namespace Slipway.Tests.Client.Support;

/// <summary>One test's world: a server, a folder with files, a client, and everything that the client told.</summary>
internal sealed class UploadWorld : IAsyncDisposable, IProgress<UploadEvent>
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("slipway-client-");
    private readonly List<SlipwayClient> _clients = [];
    private readonly List<UploadEvent> _events = [];

    public required FakeServer Server { get; init; }

    /// <summary>Waits are jumped over, and noted.</summary>
    public HandClock Clock { get; init; } = new() { FiresAtOnce = true };

    public IReadOnlyList<UploadEvent> Events => _events;

    /// <summary>Told of each event as well, on the uploader's own thread.</summary>
    public Action<UploadEvent>? Heard { get; set; }

    public static async Task<UploadWorld> StartAsync(HandClock? clock = null) =>
        new() { Server = await FakeServer.StartAsync(), Clock = clock ?? new HandClock { FiresAtOnce = true } };

    public string File(string name, long bytes, int seed = 1)
    {
        var path = Path.Combine(_folder.FullName, name);
        var content = new byte[bytes];
        new Random(seed).NextBytes(content);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    public UploadRequest Video(long bytes, bool restart = false) =>
        new() { VideoName = "Reef", Files = [new UploadFile(File("reef.mov", bytes), "video")], Restart = restart };

    public UploadRequest TwoEyes(long left, long right) => new()
    {
        VideoName = "Reef",
        Layout = "Separate",
        Files = [new UploadFile(File("left.mov", left, 1), "video_left"), new UploadFile(File("right.mov", right, 2), "video_right")],
    };

    public SlipwayClient Client(int parallel = 6, int attempts = 10, TimeSpan? stall = null, string key = FakeServer.Key, Uri? server = null)
    {
        var client = new SlipwayClient(new SlipwayClientOptions
        {
            Server = server ?? Server.Address,
            Key = key,
            Parallel = parallel,
            Attempts = attempts,
            StallTimeout = stall ?? Timeout.InfiniteTimeSpan,
            CallTimeout = Timeout.InfiniteTimeSpan,
            Time = Clock,
            Random = new Random(7),
        });
        _clients.Add(client);
        return client;
    }

    public Task<UploadResult> UploadAsync(UploadRequest request, CancellationToken? cancellation = null) =>
        Client().UploadAsync(request, this, cancellation ?? TestContext.Current.CancellationToken);

    /// <summary>Uploads until so many parts are stored, then cancels, as Ctrl-C does.</summary>
    public async Task UploadPartlyAsync(UploadRequest request, int parts)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var stored = 0;
        Heard = happened =>
        {
            if (happened is PartStored && ++stored == parts)
            {
                stop.Cancel();
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Client(parallel: 1).UploadAsync(request, this, stop.Token));
        Heard = null;
        _events.Clear();
    }

    void IProgress<UploadEvent>.Report(UploadEvent value)
    {
        _events.Add(value);
        Heard?.Invoke(value);
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
