namespace Slipway.Core.Uploads;

/// <summary>Closes groups whose deadline has passed. Safe beside itself, on any number of replicas, and beside every other verb.</summary>
public sealed class ExpireGroups(ICatalog catalog, PurgeFiles purge, TimeProvider time)
{
    private const int BatchSize = 100;

    /// <returns>How many groups it closed; it goes on in batches until none is due.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var closed = 0;
        while (await catalog.FindOverdueAsync(time.GetUtcNow(), BatchSize, ct) is { Count: > 0 } due)
        {
            foreach (var address in due)
            {
                var group = await catalog.ChangeAsync(address, Expire, ct);
                if (group.State == GroupState.Expired)
                {
                    closed++;
                    await purge.TryAsync(group, ct);
                }
            }
        }

        return closed;
    }

    private UploadGroup Expire(UploadGroup group)
    {
        var now = time.GetUtcNow();
        return group.State == GroupState.Open && group.StateAt(now) == GroupState.Expired
            ? group.Close(GroupState.Expired, FileEvent.DeadlinePassed, now)
            : group;
    }
}
