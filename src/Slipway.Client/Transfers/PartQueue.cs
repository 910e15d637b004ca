namespace Slipway.Client.Transfers;

/// <summary>
/// In which order parts go: always from the file of which the smallest share is under way. So two eyes of one video go in step, all files end
/// close together, and no file is left to drip at the end alone.
/// </summary>
internal sealed class PartQueue(IReadOnlyList<FileTransfer> files)
{
    private readonly Lock _gate = new();
    private readonly int[] _next = new int[files.Count];

    /// <summary>The next part: a file and the place among its wanted parts. False when all were taken.</summary>
    public bool TryTake(out FileTransfer file, out int index)
    {
        lock (_gate)
        {
            var best = -1;
            for (var i = 0; i < files.Count; i++)
            {
                if (_next[i] < files[i].Wanted.Count && (best < 0 || Share_NeedsLock(i) < Share_NeedsLock(best)))
                {
                    best = i;
                }
            }

            file = best < 0 ? null! : files[best];
            index = best < 0 ? -1 : _next[best]++;
            return best >= 0;
        }
    }

    private double Share_NeedsLock(int i) => (double)_next[i] / files[i].Wanted.Count;
}
