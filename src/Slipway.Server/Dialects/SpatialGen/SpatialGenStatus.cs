using Slipway.Core.Uploads;

namespace Slipway.Server.Dialects.SpatialGen;

/// <summary>
/// Statuses on the wire. Documented are a file's <c>uploading</c> and <c>completed</c>, and <c>canceled</c> (one l) for both; the others are our
/// choice. A file that is completing is still <c>uploading</c> to its client.
/// </summary>
internal static class SpatialGenStatus
{
    public static string Of(FileState state) => state switch
    {
        FileState.Pending => "pending",
        FileState.Uploading or FileState.Completing => "uploading",
        FileState.Completed => "completed",
        FileState.Canceled => "canceled",
        FileState.Expired => "expired",
        _ => "failed",
    };

    /// <summary>A group's status is what its files make of it ("recomputes the group state").</summary>
    public static string Of(UploadGroup group, GroupState state) => state switch
    {
        GroupState.Completed => "completed",
        GroupState.Canceled => "canceled",
        GroupState.Expired => "expired",
        _ => group.Files.All(file => file.State == FileState.Pending) ? "pending" : "uploading",
    };

    /// <summary>The other way, for a list's filter; null for a word that is no status.</summary>
    public static (GroupState State, bool? Started)? Parse(string status) => status switch
    {
        "pending" => (GroupState.Open, false),
        "uploading" => (GroupState.Open, true),
        "completed" => (GroupState.Completed, null),
        "canceled" => (GroupState.Canceled, null),
        "expired" => (GroupState.Expired, null),
        _ => null,
    };
}
