using System.Collections.Concurrent;

namespace Slipway.Server.Objects.Disk.Http;

/// <summary>Bounds how many PUTs are under way, in all and into one upload: what each may hold of memory and disk times their number is the most there is.</summary>
internal sealed class PutAdmission(int most, int mostPerUpload)
{
    private readonly ConcurrentDictionary<string, int> _perUpload = new(StringComparer.Ordinal);
    private int _all;

    public bool TryEnter(string uploadId)
    {
        var all = Interlocked.Increment(ref _all);
        var ofUpload = _perUpload.AddOrUpdate(uploadId, 1, static (_, count) => count + 1);
        if (all <= most && ofUpload <= mostPerUpload)
        {
            return true;
        }

        Leave(uploadId);
        return false;
    }

    public void Leave(string uploadId)
    {
        Interlocked.Decrement(ref _all);
        if (_perUpload.AddOrUpdate(uploadId, 0, static (_, count) => count - 1) <= 0)
        {
            _perUpload.TryRemove(KeyValuePair.Create(uploadId, 0));
        }
    }
}
