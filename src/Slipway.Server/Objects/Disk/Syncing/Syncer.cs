using Microsoft.Win32.SafeHandles;
using Slipway.Server.Objects.Disk.Files;

namespace Slipway.Server.Objects.Disk.Syncing;

/// <summary>The only caller of the syncs: it leaves them out where durability is relaxed, and takes the volume read-only when one fails.</summary>
internal sealed class Syncer(IFileOps files, VolumeHealth health) : IDisposable
{
    private readonly SyncThreads _threads = new();

    public VolumeHealth Health { get; } = health;

    public SharedSync ForData(SafeFileHandle file) => Shared(() => files.SyncData(file));

    public SharedSync ForDirectory(string path) => Shared(() => files.SyncDirectory(path));

    public Task SyncDataAsync(SafeFileHandle file) => ForData(file).RunAsync();

    public Task SyncAllAsync(SafeFileHandle file) => Shared(() => files.SyncAll(file)).RunAsync();

    public Task SyncDirectoryAsync(string path) => ForDirectory(path).RunAsync();

    public void Dispose() => _threads.Dispose();

    private SharedSync Shared(Action sync) => new(_threads, Health, () =>
    {
        try
        {
            sync();
        }
        catch (SyncFailedException failure)
        {
            Health.Fail(failure);
            throw;
        }
    });
}
