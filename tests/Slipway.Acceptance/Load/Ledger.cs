using System.Collections.Concurrent;

namespace Slipway.Acceptance.Load;

/// <summary>What the server said, to be held against what it then is.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentQueue<LoadGroup> _groups = new();
    private readonly ConcurrentQueue<string> _violations = new();
    private int _acknowledged;

    /// <summary>Every group whose start answered.</summary>
    public IReadOnlyCollection<LoadGroup> Groups => _groups;

    /// <summary>Every broken promise, in words.</summary>
    public IReadOnlyCollection<string> Violations => _violations;

    public int AcknowledgedParts => _acknowledged;

    public void Started(LoadGroup group) => _groups.Enqueue(group);

    public void Acknowledge(LoadFile file, int part, string etag)
    {
        file.Acknowledged[part] = etag;
        Interlocked.Increment(ref _acknowledged);
    }

    public void Violate(string what)
    {
        _violations.Enqueue(what);
        if (_violations.Count <= 20)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(what);
        }
    }
}
