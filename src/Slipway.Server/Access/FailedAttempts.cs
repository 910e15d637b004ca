using System.Net;
using Slipway.Core.Uploads;

namespace Slipway.Server.Access;

/// <summary>
/// Counts refused keys by address, so that guessing is answered 429 instead of 401. A good key is never refused for its neighbours' guesses: there is
/// no lock-out to provoke. Bounded in memory; per process.
/// </summary>
internal sealed class FailedAttempts(TimeProvider time)
{
    /// <summary>Refusals of an address in a minute that are still answered 401.</summary>
    public const int PerMinute = 20;

    private const int MaxAddresses = 10_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _counts = [];
    private DateTimeOffset _windowEnds;

    /// <exception cref="UploadRefusedException">The address has failed too often in this minute.</exception>
    public void Count(IPAddress? address)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (now >= _windowEnds || _counts.Count >= MaxAddresses)
            {
                _counts.Clear();
                _windowEnds = now + Window;
            }

            var key = address ?? IPAddress.None;
            var count = _counts.GetValueOrDefault(key) + 1;
            _counts[key] = count;
            if (count > PerMinute)
            {
                throw new UploadRefusedException(UploadError.TooManyRequests(_windowEnds - now));
            }
        }
    }
}
