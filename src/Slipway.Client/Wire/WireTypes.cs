namespace Slipway.Client.Wire;

internal sealed record StartBody(
    string VideoName, string? Description, string Layout, string? Perspective, string? FolderName, IReadOnlyList<StartFile> Files);

internal sealed record StartFile(string FileName, string FileRole, long SizeBytes, string? LanguageTag);

internal sealed record StartAnswer(string? SessionId, string? UploadSessionId);

/// <summary>Any error of the server; <see cref="SessionId"/> comes with <c>idempotency_key_reused</c> only.</summary>
internal sealed record ErrorAnswer(string? Error, string? Code, string? SessionId = null);

internal sealed record GroupAnswer(string? SessionId, string Status, long? LibraryId, IReadOnlyList<FileAnswer> Files);

internal sealed record FileAnswer(
    string UploadId,
    string FileRole,
    string FileName,
    string? LanguageTag,
    long TotalBytes,
    long PartSizeBytes,
    int TotalParts,
    string? UploadStrategy,
    string Status,
    int PartsStored,
    long BytesStored);

internal sealed record PartUrlsBody(IReadOnlyList<int> PartNumbers);

internal sealed record PartUrlsAnswer(IReadOnlyList<PartUrlAnswer> Parts);

internal sealed record PartUrlAnswer(int PartNumber, long SizeBytes, string Url, DateTimeOffset? ExpiresAt);

internal sealed record StoredPartsAnswer(IReadOnlyList<StoredPart> Parts, int? NextAfter);

internal sealed record StoredPart(int PartNumber, long SizeBytes, string? Etag, string? Checksum);

internal sealed record CompleteBody(IReadOnlyList<PartToken>? Parts, string? PartsFrom);

internal sealed record PartToken(int PartNumber, string Etag);

internal sealed record CompleteAnswer(string? Status, long? LibraryId);

internal sealed record CancelAnswer(string? Status);
