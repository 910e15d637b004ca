using Slipway.Core.Uploads;

namespace Slipway.Tests.Support;

/// <summary>What must hold of catalog and store together, whatever was called, whoever came in between and wherever the power went.</summary>
internal static class Invariants
{
    /// <summary>What holds at every instant.</summary>
    public static void HoldNow(UploadsWorld world)
    {
        foreach (var group in world.Catalog.Groups)
        {
            var versions = world.Catalog.History.Where(version => version.Address == group.Address).ToList();
            foreach (var (before, after) in versions.Zip(versions.Skip(1)))
            {
                True(after.Version > before.Version, group, "its versions rise strictly");
                True(before.State == GroupState.Open || before.State == after.State, group, $"{before.State} is final, and became {after.State}");
                True(before.LibraryId is null || before.LibraryId == after.LibraryId, group, "its library id never changes");
            }

            True(
                group.State != GroupState.Expired || group.ClosedAt >= group.ExpiresAt,
                group,
                $"it expired at {group.ClosedAt:O}, before its deadline");

            CompletedIsHandedOverOnce(world, group);
            FilesFollowTheirGroup(world, group);
        }
    }

    /// <summary>What holds once nothing is under way and nothing is owed: no byte without an owner, and no owner without its bytes.</summary>
    public static void HoldAtRest(UploadsWorld world)
    {
        HoldNow(world);
        var groups = world.Catalog.Groups;
        var open = groups.Where(group => group.State == GroupState.Open).SelectMany(group => group.Files).ToList();
        var whole = groups.Where(group => group.State is GroupState.Open or GroupState.Completed).SelectMany(group => group.Files);

        var uploads = world.Store.UploadIds.Except(open.Where(file => file.State != FileState.Completed).Select(file => file.StoreUploadId)).ToList();
        True(uploads.Count == 0, null, $"the store holds uploads without an owner: {string.Join(", ", uploads)}");
        var objects = world.Store.Keys.Except(whole.Where(file => file.State is not FileState.Failed).Select(file => file.Key)).ToList();
        True(objects.Count == 0, null, $"the store holds {objects.Count} objects without an owner");
        True(
            groups.Where(group => group.State is GroupState.Canceled or GroupState.Expired).All(group => group.Files.All(file => file.PurgedAt is not null)),
            null,
            "every file of a group that was given up is purged");
    }

    private static void CompletedIsHandedOverOnce(UploadsWorld world, UploadGroup group)
    {
        var completed = group.State == GroupState.Completed;
        var items = world.Catalog.Items.Where(item => item.GroupId == group.Id).ToList();
        var due = completed ? 1 : 0;
        True(items.Count == due, group, $"it has {items.Count} library items");
        True(world.Catalog.Jobs.Count(job => job.GroupId == group.Id) == due, group, "its jobs are as many as its library items");
        var events = world.Catalog.Events.Where(given => given.GroupId == group.Id).Select(given => given.Name).ToList();
        string[] expected = group.State == GroupState.Open ? [] : [$"group.{group.State.ToString().ToLowerInvariant()}"];
        True(events.SequenceEqual(expected), group, $"its events are [{string.Join(", ", events)}]");
        True(group.LibraryId == items.SingleOrDefault()?.Id, group, "it names its library item");
        True(
            completed == (group.State is not (GroupState.Canceled or GroupState.Expired) && group.Files.All(file => file.State == FileState.Completed)),
            group,
            $"it is {group.State} with files [{string.Join(", ", group.Files.Select(file => file.State))}]");
    }

    private static void FilesFollowTheirGroup(UploadsWorld world, UploadGroup group)
    {
        foreach (var file in group.Files)
        {
            True(group.State != GroupState.Canceled || file.State == FileState.Canceled, group, $"a file of it is {file.State}");
            True(group.State != GroupState.Expired || file.State == FileState.Expired, group, $"a file of it is {file.State}");
            if (file.State == FileState.Completed)
            {
                var stored = world.Store.Object(file.Key);
                True(stored is not null && stored == file.Stored, group, "a completed file is in the store as its row says");
                True(file.Plan.TotalBytes is null || stored!.Bytes == file.Plan.TotalBytes, group, "a completed file has the declared size");
            }
        }
    }

    private static void True(bool holds, UploadGroup? group, string what)
    {
        if (!holds)
        {
            throw new BrokenInvariantException($"{(group is null ? "" : $"Group {group.Id} ({group.State}): ")}{what}.");
        }
    }
}

internal sealed class BrokenInvariantException(string message) : Exception(message);
