using Slipway.Core.Objects;

namespace Slipway.Core.Uploads;

/// <summary>One file of a group.</summary>
public sealed record FileUpload
{
    public required Guid Id { get; init; }

    /// <summary>The name that the client gave, for display only: never part of a path or a key.</summary>
    public required string Name { get; init; }

    /// <summary>What the file is within its group, in its dialect's words (a left eye, a subtitle).</summary>
    public required string Role { get; init; }

    /// <summary>The language of an audio or subtitle file.</summary>
    public string? Language { get; init; }

    public required string MediaType { get; init; }

    public required PartPlan Plan { get; init; }

    public required FileState State { get; init; }

    public required ObjectKey Key { get; init; }

    /// <summary>The store's name of the multipart upload, once it was started.</summary>
    public string? StoreUploadId { get; init; }

    /// <summary>Until when a URL handed out for this file may still be used.</summary>
    public DateTimeOffset? UrlsGoodUntil { get; init; }

    /// <summary>The tokens of the completion that was claimed; null where it takes the store's own list.</summary>
    public PartTokens? ClaimedTokens { get; init; }

    /// <summary>Counts the claims; a claimant that lost its lease is known by an older number.</summary>
    public long Fence { get; init; }

    /// <summary>When the claim on completing may be taken over.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>What the store holds, once the file is completed.</summary>
    public StoredObject? Stored { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When the bytes of a canceled or expired file were gone.</summary>
    public DateTimeOffset? PurgedAt { get; init; }

    /// <summary>The upload as the store knows it, once it was started.</summary>
    public StoreUpload? StoreUpload => StoreUploadId is { } id ? new StoreUpload(Key, id, Plan) : null;

    internal FileUpload After(FileEvent happened) => this with { State = FileLife.Next(State, happened) };
}
