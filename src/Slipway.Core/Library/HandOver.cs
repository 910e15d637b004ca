using Slipway.Core.Uploads;

namespace Slipway.Core.Library;

/// <summary>What a change of a group owes the world, decided in one place: the catalog writes it in the same transaction.</summary>
public static class HandOver
{
    /// <summary>Whether the change completed the group, so that its library item and job are due.</summary>
    public static bool IsDue(UploadGroup before, UploadGroup after) =>
        before.State != GroupState.Completed && after.State == GroupState.Completed;

    /// <summary>The event that the change gives rise to, by its stable name; null for none.</summary>
    public static string? EventOf(UploadGroup before, UploadGroup after) => (before.State, after.State) switch
    {
        (GroupState.Open, GroupState.Completed) => "group.completed",
        (GroupState.Open, GroupState.Canceled) => "group.canceled",
        (GroupState.Open, GroupState.Expired) => "group.expired",
        _ => null,
    };

    /// <summary>The library item's files, in the group's order.</summary>
    public static IEnumerable<LibraryFile> FilesOf(UploadGroup group) =>
        group.Files.Select(file => new LibraryFile(file.Id, file.Name, file.Role, file.Language, file.MediaType, file.Key, file.Stored!));
}
