namespace Slipway.Core.Library;

/// <summary>Reads what completed groups became. Nothing writes here but the transaction that completes a group.</summary>
public interface ILibrary
{
    /// <summary>Newest first.</summary>
    /// <param name="before">Only items with a lower id; null for the newest.</param>
    /// <param name="limit">1 to 1,000.</param>
    Task<IReadOnlyList<LibraryItem>> ListAsync(string project, long? before, int limit, CancellationToken ct);

    Task<LibraryItem?> FindAsync(string project, long id, CancellationToken ct);

    /// <summary>Newest first.</summary>
    /// <param name="before">Only jobs of items with a lower id; null for the newest.</param>
    /// <param name="limit">1 to 1,000.</param>
    Task<IReadOnlyList<Job>> ListJobsAsync(string project, long? before, int limit, CancellationToken ct);
}
