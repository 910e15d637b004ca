namespace Slipway.Server.Objects.Disk.Parts;

/// <summary>
/// The uploads that are being worked on, one instance each however many ask. Those that nobody uses at the moment are kept for a while, the least
/// recently used going first: memory and open files do not grow with the number of uploads.
/// </summary>
internal sealed class OpenUploads(UploadLoader loader) : IDisposable
{
    private const int MostIdle = 256;
    private const int MostIdleParts = 200_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _idle = [];
    private int _idleParts;

    /// <summary>How many uploads are in memory.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <returns>The upload, to be given back; null: there is none of this id.</returns>
    public async ValueTask<Use?> FindAsync(string id)
    {
        if (!DiskLayout.IsUploadId(id))
        {
            return null;
        }

        var entry = Take(id);
        try
        {
            if (await entry.Upload.Value is { Closed: false } upload)
            {
                return new Use(this, entry, upload);
            }
        }
        catch
        {
            GiveBack(entry);
            throw;
        }

        GiveBack(entry);
        return null;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            while (_idle.First is { } oldest)
            {
                Forget_NeedsLock(oldest.Value);
            }
        }
    }

    private Entry Take(string id)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(id, out var entry))
            {
                _entries[id] = entry = new Entry(id, new Lazy<Task<OpenUpload?>>(() => loader.LoadAsync(id)));
            }

            if (entry.Users++ == 0 && entry.Node.List is not null)
            {
                _idle.Remove(entry.Node);
                _idleParts -= entry.IdleParts;
            }

            return entry;
        }
    }

    private void GiveBack(Entry entry)
    {
        lock (_lock)
        {
            if (--entry.Users > 0)
            {
                return;
            }

            if (entry.Loaded is not { Closed: false } upload)
            {
                Forget_NeedsLock(entry);
                return;
            }

            entry.IdleParts = upload.PartCount;
            _idleParts += entry.IdleParts;
            _idle.AddLast(entry.Node);
            while (_idle.Count > MostIdle || (_idleParts > MostIdleParts && _idle.Count > 1))
            {
                Forget_NeedsLock(_idle.First!.Value);
            }
        }
    }

    private void Forget_NeedsLock(Entry entry)
    {
        if (entry.Node.List is not null)
        {
            _idle.Remove(entry.Node);
            _idleParts -= entry.IdleParts;
        }

        _entries.Remove(entry.Id);
        entry.Loaded?.Dispose();
    }

    /// <summary>The use of an upload, until it is disposed.</summary>
    public sealed class Use(OpenUploads owner, object entry, OpenUpload upload) : IDisposable
    {
        public OpenUpload Upload { get; } = upload;

        public void Dispose() => owner.GiveBack((Entry)entry);
    }

    private sealed class Entry
    {
        public Entry(string id, Lazy<Task<OpenUpload?>> upload)
        {
            Id = id;
            Upload = upload;
            Node = new LinkedListNode<Entry>(this);
        }

        public string Id { get; }

        public Lazy<Task<OpenUpload?>> Upload { get; }

        public LinkedListNode<Entry> Node { get; }

        public int Users { get; set; }

        public int IdleParts { get; set; }

        /// <summary>The upload, where loading it has ended and found one.</summary>
        public OpenUpload? Loaded => Upload is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } loaded } ? loaded.GetAwaiter().GetResult() : null;
    }
}
