using System.Net;
using Slipway.Client.Groups;
using Slipway.Client.Retries;
using Slipway.Client.Transfers;
using Slipway.Client.Wire;

namespace Slipway.Client;

/// <summary>
/// Uploads files of any size straight into a Slipway server's store: in parallel parts, retried, checked against the store's checksums, and
/// continued where an earlier run stopped. Safe for many uploads at once; each has its own bound of parallel parts.
/// </summary>
/// <example><code>
/// using var client = new SlipwayClient(new SlipwayClientOptions { Server = new Uri("https://uploads.example.com"), Key = key });
/// var done = await client.UploadAsync(new UploadRequest { VideoName = "Reef", Files = [new UploadFile("reef.mov", "video")] });
/// Console.WriteLine(done.LibraryId);
/// </code></example>
public sealed class SlipwayClient : IDisposable
{
    private readonly SlipwayClientOptions _options;
    private readonly HttpClient _http;
    private readonly bool _ownsHttp;

    /// <summary>A client with its own connections.</summary>
    public SlipwayClient(SlipwayClientOptions options)
        : this(options, OwnHttp(options), ownsHttp: true)
    {
    }

    /// <summary>A client over somebody else's connections, which it does not dispose.</summary>
    /// <param name="options">Server, key and how hard to try.</param>
    /// <param name="http">
    /// Must send no key of its own (it would go to the store as well), must not follow redirects, and needs at least
    /// <see cref="SlipwayClientOptions.Parallel"/> + 1 connections per host. Its <see cref="HttpClient.Timeout"/> counts for a whole part: set it to infinite.
    /// </param>
    public SlipwayClient(SlipwayClientOptions options, HttpClient http)
        : this(options, http, ownsHttp: false)
    {
    }

    private SlipwayClient(SlipwayClientOptions options, HttpClient http, bool ownsHttp)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(http);
        options.Check();
        _options = options;
        _http = http;
        _ownsHttp = ownsHttp;
    }

    /// <summary>
    /// Uploads, or continues, or (when an earlier run had finished) does nothing. Canceling leaves everything stored so far in place: the same
    /// request continues from there, as long as the upload has not expired on the server.
    /// </summary>
    /// <param name="request">What to upload.</param>
    /// <param name="events">Told what happens, one event at a time. An exception of its own ends the upload.</param>
    /// <param name="cancellation">Stops cleanly.</param>
    /// <exception cref="FileChangedException">A file is not the one with which this upload began.</exception>
    /// <exception cref="SlipwayException">It cannot go on; see <see cref="SlipwayException.Failure"/>.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public async Task<UploadResult> UploadAsync(UploadRequest request, IProgress<UploadEvent>? events = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Check();
        var sink = new EventSink(events);
        var retries = new RetryLoop(_options, sink);
        var server = new ServerApi(_http, _options, retries);

        var local = new List<LocalFile>(request.Files.Count);
        try
        {
            local.AddRange(request.Files.Select(file => LocalFile.Open(file.Path)));
            var group = await new GroupOpening(server, request).OpenAsync([.. local.Select(file => file.Length)], cancellation);
            if (group.LibraryId is { } libraryId)
            {
                return new UploadResult(group.SessionId, libraryId, AlreadyComplete: true, 0, local.Sum(file => file.Length));
            }

            var files = group.Files.Select((file, i) => Transfer(request.Files[i], local[i], file)).ToList();
            var begun = files.Where((file, i) => !file.IsComplete && group.Files[i].PartsStored > 0).ToList();
            sink.Report(new UploadStarted(group.SessionId, begun.Count > 0 || files.Any(file => file.IsComplete), [.. files.Select(file => file.Progress)]));
            await new StoredPartsCheck(server, group.SessionId, _options, sink).RunAsync(begun, cancellation);

            var transfer = new GroupTransfer(server, new PartSender(_http, _options, retries), group.SessionId, _options, sink);
            var made = await transfer.RunAsync([.. files.Where(file => !file.IsComplete)], cancellation);
            var sent = files.Sum(file => file.Progress.SentBytes);
            return new UploadResult(group.SessionId, made, AlreadyComplete: false, sent, local.Sum(file => file.Length) - sent);
        }
        finally
        {
            local.ForEach(file => file.Dispose());
        }
    }

    /// <summary>
    /// Cancels the open upload that this request belongs to; what the store holds of it is deleted. Null when there was none. The files need
    /// not exist any more.
    /// </summary>
    /// <param name="request">The request as it was given to <see cref="UploadAsync"/>.</param>
    /// <param name="events">Told of retries.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SlipwayException">The server refused or could not be reached.</exception>
    public async Task<CanceledUpload?> CancelAsync(UploadRequest request, IProgress<UploadEvent>? events = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Check();
        var server = new ServerApi(_http, _options, new RetryLoop(_options, new EventSink(events)));
        var sizes = request.Files.Select(file => new FileInfo(file.Path)).Select(file => file.Exists ? Math.Max(1, file.Length) : 1);
        return await new GroupOpening(server, request).CancelAsync([.. sizes], cancellation);
    }

    /// <summary>Closes the connections, when they are its own.</summary>
    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    private static FileTransfer Transfer(UploadFile asked, LocalFile local, FileAnswer file)
    {
        var plan = FilePlan.Of(file);
        var progress = new FileProgress(local.Path, asked.Role, asked.LanguageTag, plan.TotalBytes, plan.TotalParts);
        var isComplete = file.Status == GroupStatus.Completed;
        if (isComplete)
        {
            progress.Kept(plan.TotalBytes);
            progress.Completed();
        }

        return new FileTransfer(local, plan, progress, isComplete);
    }

    private static HttpClient OwnHttp(SlipwayClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        return new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxConnectionsPerServer = options.Parallel + 4,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }
}
