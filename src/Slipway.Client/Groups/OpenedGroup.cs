using Slipway.Client.Wire;

namespace Slipway.Client.Groups;

/// <summary>The group that belongs to a request, as the server told it.</summary>
/// <param name="SessionId">Its id.</param>
/// <param name="LibraryId">The library item, when the group is already complete.</param>
/// <param name="Files">The server's files in the order of the request.</param>
internal sealed record OpenedGroup(string SessionId, long? LibraryId, IReadOnlyList<FileAnswer> Files);

/// <summary>How the wire spells the states that matter here.</summary>
internal static class GroupStatus
{
    public const string Completed = "completed";
    public const string Canceled = "canceled";
    public const string Expired = "expired";
    public const string Failed = "failed";

    public static bool IsOpen(GroupAnswer group) => group.Status is not (Completed or Canceled or Expired);

    public static bool HoldsSomething(GroupAnswer group) => group.Files.Any(file => file.PartsStored > 0 || file.Status == Completed);
}
