using Slipway.Core.Faults;
using Slipway.Core.Objects;

namespace Slipway.Core.Uploads;

/// <summary>
/// Completes one file, and with the last one its group. Two-phase: claim in the catalog, assemble at the store, verify there, confirm in the
/// catalog. A crash between any two of them converges when the call is repeated, or when <see cref="RecoverGroups"/> comes by.
/// </summary>
public sealed class CompleteFile(ICatalog catalog, IObjectStore store, UploadsOptions options, TimeProvider time)
{
    /// <returns>The group as it stands after, with the library id if this or another file's completion was the last.</returns>
    /// <exception cref="UploadRefusedException">The file cannot be completed; it is as it was before.</exception>
    public async Task<UploadGroup> RunAsync(GroupAddress address, Guid fileId, Completion completion, CancellationToken ct)
    {
        var claimed = await catalog.ChangeAsync(address, group => Claim(group, fileId, completion), ct);
        CrashPoint.Hit("complete.after_claim");
        return claimed.File(fileId).State == FileState.Completed ? claimed : await FinishAsync(claimed, fileId, ct);
    }

    /// <summary>Takes up what a claim began: from here on nothing needs the client.</summary>
    internal async Task<UploadGroup> FinishAsync(UploadGroup claimed, Guid fileId, CancellationToken ct)
    {
        var claim = claimed.File(fileId);
        StoredObject? stored;
        try
        {
            stored = await store.CompleteAsync(claim.StoreUpload!.Value, claim.ClaimedTokens, ct)
                ?? await store.HeadAsync(claim.Key, ct); // "no such upload" beside the object is success: an earlier attempt got that far
        }
        catch (UploadRefusedException refused) when (refused.Error.Refusal is Refusal.StorageRefused or Refusal.Invalid)
        {
            return await GiveBackClaimAsync(claimed, claim, FileEvent.StorageRefused, refused.Error, ct);
        }

        CrashPoint.Hit("complete.after_store");
        if (stored is null)
        {
            return await GiveBackClaimAsync(claimed, claim, FileEvent.StorageLost, UploadError.FileLost(), ct);
        }

        if (claim.Plan.TotalBytes is { } declared && declared != stored.Bytes)
        {
            // The upload ended when it became an object, so it can take no part any more: of this file nothing can be mended.
            return await GiveBackClaimAsync(claimed, claim, FileEvent.StorageLost, UploadError.SizeDiffers(declared, stored.Bytes), ct);
        }

        var confirmed = await catalog.ChangeAsync(claimed.Address, group => Confirm(group, fileId, stored), ct);
        CrashPoint.Hit("complete.after_confirm");
        if (confirmed.State is GroupState.Canceled or GroupState.Expired)
        {
            // The group was given up while the store assembled: the object has no owner.
            await store.DeleteAsync(claim.Key, ct);
            throw new UploadRefusedException(UploadError.WrongState(confirmed.State));
        }

        return confirmed;
    }

    private UploadGroup Claim(UploadGroup group, Guid fileId, Completion completion)
    {
        var file = group.File(fileId);
        if (file.State == FileState.Completed && group.State is GroupState.Open or GroupState.Completed)
        {
            return group; // a repeat: the same answer, whatever it lists
        }

        var now = time.GetUtcNow();
        group.RefuseUnlessOpen(now);
        var next = file.After(FileEvent.CompletionClaimed);
        var tokens = completion.TokensFor(file.Plan);
        if (file.StoreUploadId is null)
        {
            throw new UploadRefusedException(UploadError.NoPartsStored(file.Plan.Count));
        }

        return group.With(next with
        {
            ClaimedTokens = tokens,
            Fence = file.Fence + 1,
            LeaseUntil = now + options.CompletionLease,
        });
    }

    private UploadGroup Confirm(UploadGroup group, Guid fileId, StoredObject stored)
    {
        if (group.State != GroupState.Open)
        {
            return group;
        }

        var now = time.GetUtcNow();
        var file = group.File(fileId);
        var confirmed = group.With(file.After(FileEvent.StorageConfirmed) with
        {
            Stored = file.Stored ?? stored,
            CompletedAt = file.CompletedAt ?? now,
            ClaimedTokens = null,
            LeaseUntil = null,
        });

        return CloseWhenWhole(confirmed, now);
    }

    /// <summary>The last file completes the group: decided under the lock of the group's row, so that of two last files exactly one is it.</summary>
    internal static UploadGroup CloseWhenWhole(UploadGroup group, DateTimeOffset now) =>
        group.State == GroupState.Open && group.Files.All(file => file.State == FileState.Completed)
            ? group with { State = GroupState.Completed, ClosedAt = now }
            : group;

    private async Task<UploadGroup> GiveBackClaimAsync(
        UploadGroup claimed, FileUpload claim, FileEvent happened, UploadError why, CancellationToken ct)
    {
        var after = await catalog.ChangeAsync(
            claimed.Address,
            group =>
            {
                var file = group.File(claim.Id);
                return group.State == GroupState.Open && file.State == FileState.Completing && file.Fence == claim.Fence
                    ? group.With(file.After(happened) with { ClaimedTokens = null, LeaseUntil = null })
                    : group; // somebody else's claim, or somebody else's success: not ours to undo
            },
            ct);

        // Of two completions at once, the one with a stale list is refused by the store after the other succeeded: the file is whole all the same.
        return after.State is GroupState.Canceled or GroupState.Expired ? throw new UploadRefusedException(UploadError.WrongState(after.State))
            : after.File(claim.Id).State == FileState.Completed ? after
            : throw new UploadRefusedException(why);
    }
}
