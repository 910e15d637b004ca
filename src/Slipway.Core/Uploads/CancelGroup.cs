using Slipway.Core.Faults;

namespace Slipway.Core.Uploads;

/// <summary>Gives a group up: every file, also one that is already completed.</summary>
public sealed class CancelGroup(ICatalog catalog, PurgeFiles purge, TimeProvider time)
{
    /// <returns>The group: canceled, or expired if its deadline came first.</returns>
    /// <exception cref="UploadRefusedException">There is no such group, or it was completed.</exception>
    public async Task<UploadGroup> RunAsync(GroupAddress address, CancellationToken ct)
    {
        var canceled = await catalog.ChangeAsync(address, Cancel, ct);
        CrashPoint.Hit("cancel.after_row");
        await purge.TryAsync(canceled, ct);
        return canceled;
    }

    private UploadGroup Cancel(UploadGroup group)
    {
        var now = time.GetUtcNow();
        return group.StateAt(now) switch
        {
            GroupState.Completed => throw new UploadRefusedException(UploadError.WrongState(GroupState.Completed)),
            GroupState.Open => group.Close(GroupState.Canceled, FileEvent.GroupCanceled, now),
            GroupState.Expired when group.State == GroupState.Open => group.Close(GroupState.Expired, FileEvent.DeadlinePassed, now),
            _ => group,
        };
    }
}
