using Slipway.Client.Wire;

namespace Slipway.Client.Transfers;

/// <summary>One file on its way: its plan, what is still to be sent, and the tokens of what lies in the store.</summary>
internal sealed class FileTransfer(LocalFile local, FilePlan plan, FileProgress progress, bool isComplete)
{
    private readonly string?[] _etags = new string?[plan.TotalParts];
    private readonly bool[] _kept = new bool[plan.TotalParts];
    private int _left;

    public LocalFile Local => local;

    public FilePlan Plan => plan;

    public FileProgress Progress => progress;

    /// <summary>The server had completed it before this run.</summary>
    public bool IsComplete => isComplete;

    /// <summary>The part numbers to send, in order. Set by <see cref="Ready"/>.</summary>
    public IReadOnlyList<int> Wanted { get; private set; } = [];

    public PartUrls Urls { get; private set; } = null!;

    /// <summary>A part of an earlier run proved to be the local file's.</summary>
    public void Keep(int part, string? etag)
    {
        _kept[part - 1] = true;
        _etags[part - 1] = etag;
        progress.Kept(plan.Length(part));
    }

    /// <summary>All checks are done: what was not kept is wanted.</summary>
    public void Ready(Func<IReadOnlyList<int>, PartUrls> urls)
    {
        Wanted = [.. Enumerable.Range(1, plan.TotalParts).Where(part => !_kept[part - 1])];
        _left = Wanted.Count;
        Urls = urls(Wanted);
    }

    /// <summary>The store has the part. True for the last one.</summary>
    public bool Store(int part, string? etag)
    {
        _etags[part - 1] = etag;
        progress.Sent(plan.Length(part));
        return Interlocked.Decrement(ref _left) == 0;
    }

    /// <summary>The tokens of all parts; or, when the store showed not all of them, the request to look for itself.</summary>
    public CompleteBody Completion() => _etags.Contains(null)
        ? new CompleteBody(null, "storage")
        : new CompleteBody([.. _etags.Select((etag, i) => new PartToken(i + 1, etag!))], null);

    public FileChangedException Shorter(int part) => new(local.Path, part, $"it ends before the end of part {part}");
}
