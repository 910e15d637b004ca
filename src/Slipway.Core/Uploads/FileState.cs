namespace Slipway.Core.Uploads;

/// <summary>Where one file of a group stands.</summary>
public enum FileState
{
    /// <summary>Registered; no URL was issued yet.</summary>
    Pending,

    /// <summary>URLs were issued; parts may be arriving.</summary>
    Uploading,

    /// <summary>A completion was claimed; the store may be assembling.</summary>
    Completing,

    /// <summary>Assembled and verified.</summary>
    Completed,

    /// <summary>Given up with its group.</summary>
    Canceled,

    /// <summary>Overtaken by the deadline of its group.</summary>
    Expired,

    /// <summary>It cannot be finished: the upload is gone, and the object with it, or the object has another size than was declared.</summary>
    Failed,
}

/// <summary>What can happen to a file.</summary>
public enum FileEvent
{
    UrlsSigned,
    CompletionClaimed,
    StorageConfirmed,
    StorageRefused,
    StorageLost,
    GroupCanceled,
    DeadlinePassed,
}
