namespace Slipway.Core.Uploads;

/// <summary>Lists the groups of a project, newest first.</summary>
public sealed class ListGroups(ICatalog catalog)
{
    /// <summary>The most groups on a page.</summary>
    public const int MaxLimit = 1000;

    public Task<IReadOnlyList<UploadGroup>> RunAsync(GroupQuery query, CancellationToken ct) => catalog.ListAsync(query, ct);
}
