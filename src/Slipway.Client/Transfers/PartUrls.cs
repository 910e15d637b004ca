using System.Globalization;
using Slipway.Client.Wire;

namespace Slipway.Client.Transfers;

/// <summary>
/// The part addresses of one file: fetched in small batches in the order of use, the next batch while the last is still being used, and
/// again when they are about to expire or were refused. So a slow upload never outlives its addresses.
/// </summary>
/// <param name="server">Gives the addresses.</param>
/// <param name="sessionId">The group.</param>
/// <param name="plan">The file.</param>
/// <param name="wanted">The part numbers to be sent, in order.</param>
/// <param name="time">Its monotonic clock counts the addresses' life from the moment they were asked for; the wall clock may be wrong here.</param>
/// <param name="transfer">Ends all fetching.</param>
internal sealed class PartUrls(
    ServerApi server, string sessionId, FilePlan plan, IReadOnlyList<int> wanted, TimeProvider time, CancellationToken transfer)
{
    internal const int BatchParts = 32;
    private const int KeptBatches = 4;

    /// <summary>The signature covers the address as it was written; .NET must not tidy it.</summary>
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly Lock _gate = new();
    private readonly Task<Batch>?[] _batches = new Task<Batch>?[(wanted.Count + BatchParts - 1) / BatchParts];

    /// <summary>The address of the part at <paramref name="index"/> of the wanted ones.</summary>
    public async Task<PartUrl> GetAsync(int index)
    {
        var number = index / BatchParts;
        var fetch = Fetched(number);
        if (index % BatchParts >= BatchParts / 2 && number + 1 < _batches.Length)
        {
            _ = Fetched(number + 1);
        }

        var batch = await fetch;
        if (batch.IsOld(time))
        {
            Drop(number, fetch);
            fetch = Fetched(number);
            batch = await fetch;
        }

        return new PartUrl(batch.Urls[index % BatchParts], fetch);
    }

    /// <summary>The store refused this address. The whole batch is fetched anew, once, however many parts say so.</summary>
    public void Refused(int index, PartUrl refused) => Drop(index / BatchParts, refused.From);

    /// <summary>Waits for fetches that run ahead, so that nothing is left running behind the caller's back.</summary>
    public async Task SettleAsync()
    {
        Task[] running;
        lock (_gate)
        {
            running = [.. _batches.OfType<Task<Batch>>()];
        }

        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private Task<Batch> Fetched(int number)
    {
        lock (_gate)
        {
            // Addresses far behind are let go: ten thousand of them are megabytes. A late retry fetches its own batch again.
            if (number >= KeptBatches && _batches[number - KeptBatches] is { IsCompleted: true })
            {
                _batches[number - KeptBatches] = null;
            }

            return _batches[number] ??= FetchAsync(number);
        }
    }

    private void Drop(int number, Task<Batch> old)
    {
        lock (_gate)
        {
            if (_batches[number] == old)
            {
                _batches[number] = null;
            }
        }
    }

    private async Task<Batch> FetchAsync(int number)
    {
        var first = number * BatchParts;
        var parts = wanted.Skip(first).Take(BatchParts).ToArray();
        var asked = time.GetTimestamp();
        var (answer, serverNow) = await server.PartUrlsAsync(sessionId, plan.UploadId, parts, transfer);

        var byNumber = answer.Parts.DistinctBy(part => part.PartNumber).ToDictionary(part => part.PartNumber);
        var urls = new Uri[parts.Length];
        var life = Timeout.InfiniteTimeSpan;
        for (var i = 0; i < parts.Length; i++)
        {
            var part = byNumber.GetValueOrDefault(parts[i]);
            if (part is null || part.SizeBytes != plan.Length(parts[i]) || !Uri.TryCreate(part.Url, AsWritten, out var url) || !IsHttp(url))
            {
                throw new SlipwayException(
                    UploadFailure.Refused,
                    string.Create(CultureInfo.InvariantCulture, $"The server gave no fitting address for part {parts[i]} of {plan.FileName}."));
            }

            urls[i] = url;
            if (part.ExpiresAt - serverNow is { } left && (life == Timeout.InfiniteTimeSpan || left < life))
            {
                life = left;
            }
        }

        return new Batch(urls, asked, life);
    }

    private static bool IsHttp(Uri url) => url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps;

    /// <param name="Urls">One per part of the batch.</param>
    /// <param name="Asked">When they were asked for, on the monotonic clock.</param>
    /// <param name="Life">How long they were good for then; infinite when the answer does not say.</param>
    internal sealed record Batch(Uri[] Urls, long Asked, TimeSpan Life)
    {
        /// <summary>With a fifth of its life left an address is replaced: the PUT has to reach the store while it is good.</summary>
        public bool IsOld(TimeProvider time) => Life != Timeout.InfiniteTimeSpan && time.GetElapsedTime(Asked) > Life * 0.8;
    }
}

/// <summary>One part's address and the batch that it came in.</summary>
internal readonly record struct PartUrl(Uri Address, Task<PartUrls.Batch> From)
{
    /// <summary>Never the address: it is signed.</summary>
    public override string ToString() => "a part's address";
}
