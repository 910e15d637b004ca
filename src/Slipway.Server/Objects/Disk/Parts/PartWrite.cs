using Microsoft.Win32.SafeHandles;
using Slipway.Server.Objects.Disk.Files;

namespace Slipway.Server.Objects.Disk.Parts;

/// <summary>The right of one PUT to write one part: into the slot, or into a file of its own.</summary>
internal sealed class PartWrite(IFileOps files, SafeFileHandle file, int number, int generation, PartPlace place, long offset, bool startWriteBack)
{
    /// <summary>How often write-back is started while a part arrives: what is on its way to the disk early need not be waited for at the end.</summary>
    private const long WriteBackEvery = 4L << 20;

    private readonly Lock _lock = new();
    private long _writtenBack;

    public SafeFileHandle File { get; } = file;

    public int Number { get; } = number;

    public int Generation { get; } = generation;

    public PartPlace Place { get; } = place;

    public long Written { get; private set; }

    /// <summary>Somebody else needs what this write was given; it ends without an effect.</summary>
    public bool Stopped { get; private set; }

    /// <summary>The part is held: its file stays.</summary>
    public bool Kept { get; private set; }

    /// <summary>False: the upload was completed or aborted meanwhile, and nothing was written.</summary>
    public bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (Stopped)
            {
                return false;
            }

            files.Write(File, bytes, offset + Written);
        }

        Written += bytes.Length;
        if (startWriteBack && Written - _writtenBack >= WriteBackEvery)
        {
            files.StartWriteBack(File, offset + _writtenBack, Written - _writtenBack);
            _writtenBack = Written;
        }

        return true;
    }

    public void Keep() => Kept = true;

    /// <summary>From here on nothing more is written. Whoever folds another part into the slot, or moves the file away, stops its writers first.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            Stopped = true;
        }
    }
}
