namespace Slipway.Core.Library;

/// <summary>The processing that a completed group asks for: exactly one a group.</summary>
/// <param name="State"><c>queued</c>.</param>
public sealed record Job(Guid Id, string Project, Guid GroupId, long LibraryId, string State, DateTimeOffset CreatedAt);
