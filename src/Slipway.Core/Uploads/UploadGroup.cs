using System.Collections.Immutable;

namespace Slipway.Core.Uploads;

/// <summary>Where a group is found: an id alone is no authority.</summary>
/// <param name="Project">The tenant that owns it.</param>
/// <param name="Dialect">The wire API it was started through, and the only one it answers to.</param>
public readonly record struct GroupAddress(string Project, string Dialect, Guid Id);

/// <summary>What a group will be in the library.</summary>
/// <param name="Attributes">What only the dialect knows (a layout, a perspective), by its own names.</param>
public sealed record Asset(string Name, string? Description, string? Folder, ImmutableSortedDictionary<string, string> Attributes);

/// <summary>One asset on its way in: files that are completed, canceled or expire as a whole. Immutable; verbs make a changed copy.</summary>
public sealed record UploadGroup
{
    public required GroupAddress Address { get; init; }

    public required Asset Asset { get; init; }

    public required GroupState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was completed, canceled or expired.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The library item that the group became.</summary>
    public long? LibraryId { get; init; }

    /// <summary>Rises with every change; the catalog writes a change only over the version it was made from.</summary>
    public long Version { get; init; }

    /// <summary>In the order of the request that started the group.</summary>
    public required ImmutableArray<FileUpload> Files { get; init; }

    public Guid Id => Address.Id;

    /// <exception cref="UploadRefusedException">The group has no such file.</exception>
    public FileUpload File(Guid fileId) =>
        Files.FirstOrDefault(file => file.Id == fileId) ?? throw new UploadRefusedException(UploadError.NotFound("file in this upload group"));

    /// <summary>What the group is at an instant: a deadline counts from the moment it passes, not from when a sweeper comes by.</summary>
    public GroupState StateAt(DateTimeOffset now) => State == GroupState.Open && ExpiresAt <= now ? GroupState.Expired : State;

    /// <exception cref="UploadRefusedException">The group is closed, or its deadline has passed.</exception>
    public void RefuseUnlessOpen(DateTimeOffset now)
    {
        if (StateAt(now) is not GroupState.Open and var closed)
        {
            throw new UploadRefusedException(UploadError.WrongState(closed));
        }
    }

    internal UploadGroup With(FileUpload file) => this with { Files = Files.Replace(File(file.Id), file) };

    internal UploadGroup Close(GroupState state, FileEvent happened, DateTimeOffset now) => this with
    {
        State = state,
        ClosedAt = now,
        Files = [.. Files.Select(file => file.After(happened))],
    };
}
