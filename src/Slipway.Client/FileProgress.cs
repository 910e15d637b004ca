namespace Slipway.Client;

/// <summary>How far one file is. Live: read it as often as you like, from any thread.</summary>
public sealed class FileProgress
{
    private long _confirmed;
    private long _inFlight;
    private long _checked;
    private long _sent;

    internal FileProgress(string path, string role, string? languageTag, long totalBytes, int totalParts)
    {
        Path = path;
        FileName = System.IO.Path.GetFileName(path);
        Role = role;
        LanguageTag = languageTag;
        TotalBytes = totalBytes;
        TotalParts = totalParts;
    }

    /// <summary>The file's absolute path.</summary>
    public string Path { get; }

    /// <summary>The name the server knows it by.</summary>
    public string FileName { get; }

    /// <summary>Its role in the group.</summary>
    public string Role { get; }

    /// <summary>Its language, where it has one.</summary>
    public string? LanguageTag { get; }

    /// <summary>Its size.</summary>
    public long TotalBytes { get; }

    /// <summary>Into how many parts the server cut it.</summary>
    public int TotalParts { get; }

    /// <summary>Bytes of parts that lie in the store, those of earlier runs included.</summary>
    public long ConfirmedBytes => Interlocked.Read(ref _confirmed);

    /// <summary>Bytes given to the network for parts that are not confirmed yet. Falls when a part must be sent again.</summary>
    public long BytesInFlight => Interlocked.Read(ref _inFlight);

    /// <summary>Bytes of earlier runs that were compared with the local file in this one.</summary>
    public long CheckedBytes => Interlocked.Read(ref _checked);

    /// <summary>Bytes of parts that this run sent and the store confirmed.</summary>
    public long SentBytes => Interlocked.Read(ref _sent);

    /// <summary>True once the server has completed the file.</summary>
    public bool IsComplete { get; private set; }

    internal void Checked(long bytes) => Interlocked.Add(ref _checked, bytes);

    internal void InFlight(long bytes) => Interlocked.Add(ref _inFlight, bytes);

    internal void Kept(long bytes) => Interlocked.Add(ref _confirmed, bytes);

    internal void Sent(long bytes)
    {
        Interlocked.Add(ref _sent, bytes);
        Interlocked.Add(ref _confirmed, bytes);
    }

    internal void Completed() => IsComplete = true;
}
