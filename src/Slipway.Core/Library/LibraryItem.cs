using System.Collections.Immutable;
using Slipway.Core.Objects;

namespace Slipway.Core.Library;

/// <summary>What a completed group became.</summary>
/// <param name="Id">Rises; never used twice; at least 1.</param>
public sealed record LibraryItem(
    long Id,
    string Project,
    Guid GroupId,
    string Dialect,
    string Name,
    string? Description,
    string? Folder,
    ImmutableSortedDictionary<string, string> Attributes,
    DateTimeOffset CreatedAt,
    ImmutableArray<LibraryFile> Files);

/// <summary>One file of a library item, where its object lies and what it holds.</summary>
public sealed record LibraryFile(Guid Id, string Name, string Role, string? Language, string MediaType, ObjectKey Key, StoredObject Stored);
