using Slipway.Core.Library;

namespace Slipway.Core.Uploads;

/// <summary>Ties a start to the caller's idempotency key.</summary>
/// <param name="Key">At most 255 visible characters; the namespace is the project.</param>
/// <param name="RequestHash">SHA-256 of what was asked for: the same key with another request is refused.</param>
public sealed record IdempotencyClaim(string Key, ReadOnlyMemory<byte> RequestHash);

/// <summary>Which groups a list shows.</summary>
/// <param name="State">Only groups in this state; null for all.</param>
/// <param name="Started">Of open groups: only those with (true) or without (false) a file that left <see cref="FileState.Pending"/>; null for both.</param>
/// <param name="Before">The group to go on from: only older ones; null for the newest.</param>
/// <param name="Limit">1 to 1,000.</param>
public sealed record GroupQuery(string Project, string Dialect, GroupState? State, bool? Started, Guid? Before, int Limit);

/// <summary>A file of a closed group whose bytes are not known to be gone.</summary>
public sealed record PurgeWork(GroupAddress Group, FileUpload File);

/// <summary>
/// Where the facts of uploads lie. Every call is one transaction, durable when it answers. A connection lost during commit is resolved by reading
/// again, never guessed.
/// </summary>
public interface ICatalog
{
    /// <summary>Adds a new group with its files. With a claim whose key was used for the same request, answers that earlier group and adds nothing.</summary>
    /// <exception cref="UploadRefusedException">The key was used for another request.</exception>
    Task<UploadGroup> AddAsync(UploadGroup group, IdempotencyClaim? claim, CancellationToken ct);

    Task<UploadGroup?> FindAsync(GroupAddress address, CancellationToken ct);

    /// <summary>
    /// Locks the group's row, reads the group, lets <paramref name="decide"/> make the group that follows it, and writes the difference. A group that
    /// becomes completed gets its library item and its job in the same transaction (<see cref="HandOver"/>), and every group that closes its event.
    /// <paramref name="decide"/> is pure: it may be called more than once, and under a lock. An exception from it changes nothing and comes out here.
    /// </summary>
    /// <returns>The group as it now stands.</returns>
    /// <exception cref="UploadRefusedException">There is no such group, or <paramref name="decide"/> refused.</exception>
    Task<UploadGroup> ChangeAsync(GroupAddress address, Func<UploadGroup, UploadGroup> decide, CancellationToken ct);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<UploadGroup>> ListAsync(GroupQuery query, CancellationToken ct);

    /// <summary>Open groups whose deadline has passed, the most overdue first.</summary>
    Task<IReadOnlyList<GroupAddress>> FindOverdueAsync(DateTimeOffset now, int limit, CancellationToken ct);

    /// <summary>Files of open groups whose claim on completing ran out, and open groups of which every file is completed.</summary>
    Task<IReadOnlyList<GroupAddress>> FindStuckAsync(DateTimeOffset now, int limit, CancellationToken ct);

    /// <summary>Files of canceled and expired groups that were not purged, and whose last URL can no longer be in use where the store needs that.</summary>
    Task<IReadOnlyList<PurgeWork>> FindUnpurgedAsync(int limit, CancellationToken ct);

    Task MarkPurgedAsync(Guid fileId, DateTimeOffset at, CancellationToken ct);

    /// <summary>Of these upload ids of the store, those that belong to a file whose bytes are still wanted.</summary>
    Task<IReadOnlySet<string>> FindLiveStoreUploadsAsync(IReadOnlyCollection<string> storeUploadIds, CancellationToken ct);
}
