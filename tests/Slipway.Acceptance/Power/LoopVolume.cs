using System.ComponentModel;
using System.Runtime.InteropServices;
using Slipway.Acceptance.Support;

namespace Slipway.Acceptance.Power;

/// <summary>
/// A small ext4 volume in a file, whose power can be cut: the file system is shut down without writing its log (EXT4_IOC_SHUTDOWN), so whatever was
/// not synced is gone, and every later touch fails until it is mounted again. This models a disk that honours flushes; not one that lies, nor
/// torn sectors.
/// </summary>
internal sealed partial class LoopVolume : IDisposable
{
    private const uint Shutdown = 0x8004587D; // EXT4_IOC_SHUTDOWN
    private const int WithoutLog = 2; // EXT4_GOING_FLAGS_NOLOGFLUSH
    private const int ReadOnlyDirectory = 0x10000 | 0x80000; // O_DIRECTORY | O_CLOEXEC on x64
    private const int ReadOnlyDirectoryArm = 0x4000 | 0x80000;

    private readonly string _image;
    private bool _mounted;

    private LoopVolume(string image, string path)
    {
        _image = image;
        Path = path;
    }

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    /// <param name="megabytes">Its size; the file below is sparse.</param>
    public static async Task<LoopVolume> CreateAsync(World world, int megabytes)
    {
        Needs.Root();
        var volume = new LoopVolume(world.PathOf("volume.img"), world.PathOf("volume"));
        await using (var image = new FileStream(volume._image, FileMode.CreateNew))
        {
            image.SetLength((long)megabytes << 20);
        }

        (await Command.RunAsync(Needs.Program("mkfs.ext4"), ["-q", "-F", volume._image])).Succeeded();
        Directory.CreateDirectory(volume.Path);
        await volume.MountAsync();
        return volume;
    }

    /// <summary>From this moment everything that was not synced is gone.</summary>
    public void CutPower()
    {
        var directory = open(Path, RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? ReadOnlyDirectoryArm : ReadOnlyDirectory);
        if (directory < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        try
        {
            var how = WithoutLog;
            if (ioctl(directory, Shutdown, ref how) != 0)
            {
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            }
        }
        finally
        {
            _ = close(directory);
        }
    }

    /// <summary>Off and on: what a reboot does. Nothing may have a file open on it.</summary>
    public async Task RemountAsync()
    {
        await UnmountAsync();
        await MountAsync();
    }

    public void Dispose()
    {
        if (_mounted)
        {
            // Lazily: also when a test failed with a process still on it. The loop device goes with the last file.
            using var unmount = Command.Start("umount", ["-l", Path]);
            unmount.WaitForExit();
        }
    }

    private async Task MountAsync()
    {
        (await Command.RunAsync("mount", ["-o", "loop", _image, Path])).Succeeded();
        _mounted = true;
    }

    private async Task UnmountAsync()
    {
        await Eventually.IsTrueAsync("the volume is unmounted", TimeSpan.FromSeconds(20), async () => (await Command.RunAsync("umount", [Path])).ExitCode == 0);
        _mounted = false;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int file, nuint request, ref int argument);

    [LibraryImport("libc")]
    private static partial int close(int file);
}
