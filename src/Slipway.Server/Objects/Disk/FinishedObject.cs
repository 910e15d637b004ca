using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Slipway.Core.Objects;
using Slipway.Server.Objects.Disk.Files;

namespace Slipway.Server.Objects.Disk;

/// <summary>A finished object, open for reading: it keeps its bytes also when it is deleted meanwhile.</summary>
internal sealed class FinishedObject : IDisposable
{
    private const int MaxNoteBytes = 64;

    private FinishedObject(SafeFileHandle file, long bytes, DateTimeOffset modifiedAt, string etag)
    {
        File = file;
        Bytes = bytes;
        ModifiedAt = modifiedAt;
        ETag = etag;
    }

    /// <summary>The extended attribute in which an object's ETag is kept.</summary>
    public static ReadOnlySpan<byte> ETagNote => "user.slipway.etag\0"u8[..];

    public SafeFileHandle File { get; }

    public long Bytes { get; }

    public DateTimeOffset ModifiedAt { get; }

    /// <summary>The bare token.</summary>
    public string ETag { get; }

    public StoredObject Stored => new(Bytes, ETag, CrcOf(ETag));

    /// <returns>Null: there is no finished object of this key.</returns>
    public static FinishedObject? TryOpen(IFileOps files, DiskLayout layout, ObjectKey key)
    {
        var file = files.OpenExisting(layout.ObjectPath(key), writable: false);
        if (file is null || System.IO.File.GetAttributes(file).HasFlag(FileAttributes.Directory))
        {
            file?.Dispose();
            return null;
        }

        var bytes = files.LengthOf(file);
        var modified = new DateTimeOffset(System.IO.File.GetLastWriteTimeUtc(file), TimeSpan.Zero);
        Span<byte> note = stackalloc byte[MaxNoteBytes];
        var length = files.GetNote(file, ETagNote, note);
        return new FinishedObject(file, bytes, modified, length > 0 ? Encoding.ASCII.GetString(note[..length]) : GuessETag(bytes, modified));
    }

    public void Dispose() => File.Dispose();

    /// <summary>Where the file system keeps no notes, size and time must do. It does not look like one that holds a CRC.</summary>
    private static string GuessETag(long bytes, DateTimeOffset modified) =>
        string.Create(CultureInfo.InvariantCulture, $"t{modified.UtcTicks:x}-{bytes}");

    private static ulong? CrcOf(string etag) =>
        etag.IndexOf('-', StringComparison.Ordinal) == 16 && ulong.TryParse(etag.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var crc)
            ? crc
            : null;
}
