using static Slipway.Core.Uploads.FileEvent;
using static Slipway.Core.Uploads.FileState;

namespace Slipway.Core.Uploads;

/// <summary>The life of one file. Each legal move is one line; every other move is refused.</summary>
public static class FileLife
{
    /// <exception cref="UploadRefusedException">The move is not in the table.</exception>
    public static FileState Next(FileState state, FileEvent happened) => (state, happened) switch
    {
        (Pending or Uploading, UrlsSigned) => Uploading,
        (Completing, UrlsSigned) => Completing, // a part may be sent again while a crashed completion waits to be taken up
        (Pending or Uploading, CompletionClaimed) => Completing,
        (Completing, CompletionClaimed) => Completing, // a crashed attempt is taken up again
        (Completed, CompletionClaimed) => Completed, // repeating complete is safe
        (Completing or Completed, StorageConfirmed) => Completed, // of two claimants both may see the object finished
        (Uploading, StorageConfirmed) => Completed, // the later claimant was refused and gave the claim back, the earlier one succeeded
        (Completing, StorageRefused) => Uploading, // the client mends its part list and tries again
        (Completing, StorageLost) => Failed,
        (Pending or Uploading or Completing or Completed or Failed, GroupCanceled) => Canceled,
        (Pending or Uploading or Completing or Completed or Failed, DeadlinePassed) => Expired,
        _ => throw new UploadRefusedException(UploadError.WrongState(state)),
    };
}
