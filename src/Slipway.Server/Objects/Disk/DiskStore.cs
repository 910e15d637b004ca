using Microsoft.Extensions.Logging;
using Slipway.Core;
using Slipway.Core.Signing;
using Slipway.Core.Uploads;
using Slipway.Server.Objects.Disk.Files;
using Slipway.Server.Objects.Disk.Folder;
using Slipway.Server.Objects.Disk.Http;
using Slipway.Server.Objects.Disk.Parts;
using Slipway.Server.Objects.Disk.Syncing;

namespace Slipway.Server.Objects.Disk;

/// <summary>The embedded store, put together in start order. It owns its data folder until it is disposed.</summary>
internal sealed partial class DiskStore : IDisposable
{
    /// <summary>The number of the signing key. A next one is the way to make all URLs that were handed out void.</summary>
    private const int Epoch = 1;

    private readonly DataFolderLock _lock;
    private readonly DiskContext _disk;
    private readonly OpenUploads _uploads;
    private readonly DiskStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _logs;

    private DiskStore(DataFolderLock folderLock, DiskContext disk, DiskStoreOptions options, SigningKey key, Randomness randomness, TimeProvider time, ILoggerFactory logs)
    {
        _lock = folderLock;
        _disk = disk;
        _options = options;
        _time = time;
        _logs = logs;
        var folders = new ObjectFolders(disk);
        _uploads = new OpenUploads(new UploadLoader(disk, folders, logs.CreateLogger<UploadLoader>()));
        var urls = new DiskUrls(key, options.Bucket);
        Key = key;
        Objects = new DiskObjectStore(disk, _uploads, folders, urls, randomness);
        Endpoints = new DiskEndpoints(
            options,
            new UrlVerifier([key], new VerifierPolicy()),
            new PutPart(disk, _uploads, options),
            new ReadObject(disk),
            time,
            logs.CreateLogger<DiskEndpoints>());
    }

    public DiskObjectStore Objects { get; }

    public DiskEndpoints Endpoints { get; }

    public VolumeHealth Health => _disk.Health;

    public DiskLayout Layout => _disk.Layout;

    /// <summary>What signs the store's URLs.</summary>
    public SigningKey Key { get; }

    /// <exception cref="DataFolderException">The folder cannot be used; the message says why and what to do.</exception>
    public static DiskStore Open(
        string dataFolder, DiskStoreOptions options, IFileOps files, Randomness randomness, TimeProvider time, ILoggerFactory logs)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new DataFolderException("The disk store needs Linux: its promises rest on fdatasync, fallocate and flock.");
        }

        var layout = new DiskLayout(dataFolder);
        DataFolder.Prepare(files, layout);
        var folderLock = DataFolderLock.Take(layout.DataFolder);
        try
        {
            var key = MasterSecret.LoadOrCreate(files, layout.DataFolder, randomness).KeyOf(Epoch, options.Region);
            var health = new VolumeHealth(options.Durability, logs.CreateLogger<VolumeHealth>());
            var disk = new DiskContext(files, new Syncer(files, health), layout, new FreeSpace(files, layout, options.MinFreeBytes));
            UploadRemoval.EmptyTrash(disk);
            Log.Opened(logs.CreateLogger<DiskStore>(), layout.DataFolder, options.Durability);
            if (options.Durability == Durability.Relaxed)
            {
                Log.Relaxed(logs.CreateLogger<DiskStore>());
            }

            return new DiskStore(folderLock, disk, options, key, randomness, time, logs);
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    /// <summary>What removes the remains of crashes: hosted by the caller, who also owns the catalog.</summary>
    public DiskSweeper Sweeper(ICatalog catalog) => new(_disk, _uploads, catalog, _options.OrphanGrace, _time, _logs.CreateLogger<DiskSweeper>());

    public void Dispose()
    {
        _uploads.Dispose();
        _disk.Syncer.Dispose();
        _lock.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The disk store lies in {DataFolder}; durability is {Durability}", EventName = "DiskStoreOpened")]
        public static partial void Opened(ILogger log, string dataFolder, Durability durability);

        [LoggerMessage(2, LogLevel.Warning, "Durability is relaxed: what is acknowledged may be lost in a power cut", EventName = "DurabilityRelaxed")]
        public static partial void Relaxed(ILogger log);
    }
}
