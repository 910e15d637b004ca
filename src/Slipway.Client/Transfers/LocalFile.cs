using Microsoft.Win32.SafeHandles;

namespace Slipway.Client.Transfers;

/// <summary>A file to upload, open for reading from any position by many at once, with the size and time it had when it was opened.</summary>
internal sealed class LocalFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly DateTime _changed;

    private LocalFile(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
        Length = RandomAccess.GetLength(handle);
        _changed = File.GetLastWriteTimeUtc(handle);
    }

    public string Path { get; }

    public long Length { get; }

    public static LocalFile Open(string path)
    {
        var absolute = System.IO.Path.GetFullPath(path);
        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(absolute, FileMode.Open, FileAccess.Read, FileShare.Read);
            var file = new LocalFile(absolute, handle);
            if (file.Length > 0)
            {
                handle = null;
                return file;
            }

            throw new SlipwayException(UploadFailure.LocalFile, $"{absolute} is empty; there is nothing to upload.");
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            var why = failed switch
            {
                _ when Directory.Exists(absolute) => "is a folder, not a file",
                FileNotFoundException or DirectoryNotFoundException => "does not exist",
                UnauthorizedAccessException => "may not be read by this user",
                NotSupportedException => "is not a regular file",
                _ => "cannot be read",
            };
            throw new SlipwayException(UploadFailure.LocalFile, $"{absolute} {why}.", inner: failed);
        }
        finally
        {
            handle?.Dispose();
        }
    }

    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellation) =>
        RandomAccess.ReadAsync(_handle, buffer, offset, cancellation);

    /// <summary>Throws when somebody wrote to the file while it was being uploaded: the parts would be a mixture.</summary>
    public void MustBeUntouched()
    {
        var length = RandomAccess.GetLength(_handle);
        if (length != Length)
        {
            throw new FileChangedException(Path, null, $"it was {Length} bytes and is {length} now");
        }

        if (File.GetLastWriteTimeUtc(_handle) != _changed)
        {
            throw new FileChangedException(Path, null, "it was written to while it was uploaded");
        }
    }

    public void Dispose() => _handle.Dispose();
}
