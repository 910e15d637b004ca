using System.Globalization;

namespace Slipway.Core.Uploads;

/// <summary>Why something was refused: the one catalogue. A dialect renders it in its own words' shape.</summary>
/// <param name="Refusal">The kind, from which a dialect picks its status.</param>
/// <param name="Code">A stable name of the rule, in snake_case.</param>
/// <param name="Message">What was wrong, with which value, and what to do.</param>
public sealed record UploadError(Refusal Refusal, string Code, string Message)
{
    /// <summary>How many part numbers a message lists at the most.</summary>
    public const int MaxListedParts = 20;

    /// <summary>The group that the refusal is about, where naming it helps its owner.</summary>
    public Guid? GroupId { get; init; }

    /// <summary>How long to wait before trying again, where that is known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static UploadError Invalid(string code, string message) => new(Refusal.Invalid, code, message);

    public static UploadError NotFound(string what) =>
        new(Refusal.NotFound, "not_found", $"There is no such {what}. Check the address and the key's project.");

    public static UploadError MethodNotAllowed(string method) =>
        new(Refusal.MethodNotAllowed, "method_not_allowed", $"{method} is not offered at this address.");

    public static UploadError WrongState(FileState state) =>
        new(Refusal.WrongState, $"file_{Name(state)}", $"The file is {Name(state)}; this cannot be done any more.");

    public static UploadError WrongState(GroupState state) => state == GroupState.Expired
        ? Expired()
        : new(Refusal.WrongState, $"group_{Name(state)}", $"The upload group is {Name(state)}; this cannot be done any more.");

    public static UploadError Expired() =>
        new(Refusal.Expired, "group_expired", "The upload group has expired and its files were deleted. Start a new one.");

    public static UploadError FileTooLarge(long bytes, long most) =>
        Invalid("file_too_large", $"{Number(bytes)} bytes are more than the store can hold in one object ({Number(most)}).");

    public static UploadError InvalidPartNumber(int number) =>
        Invalid("invalid_part_number", $"{Number(number)} is not a part number; parts are numbered from 1.");

    public static UploadError InvalidToken(int number, int bytes) => Invalid(
        "invalid_etag",
        bytes == 0
            ? $"Part {Number(number)} has no etag. Send the ETag header that its PUT answered."
            : $"The etag of part {Number(number)} has {Number(bytes)} bytes; the most is {Number(PartTokens.MaxTokenBytes)}.");

    public static UploadError MissingParts(IReadOnlyList<int> missing, int missingCount, int planned) => Invalid(
        "missing_parts",
        $"{Number(missingCount)} of {Number(planned)} parts are missing: {List(missing, missingCount)}. Upload them and send every part number once.");

    /// <summary>Not one part of the plan was named.</summary>
    public static UploadError NoParts(int planned) => MissingParts(First(planned), planned, planned);

    /// <summary>No URL was ever issued, so no part can have arrived.</summary>
    public static UploadError NoPartsStored(int planned) => PartsNotStored(First(planned), planned, planned);

    /// <summary>Parts that a completion counts on are not in the store.</summary>
    public static UploadError PartsNotStored(IReadOnlyList<int> absent, int absentCount, int planned) => new(
        Refusal.StorageRefused,
        "parts_not_stored",
        $"{Number(absentCount)} of {Number(planned)} parts are not in the store: {List(absent, absentCount)}. Upload them, then complete again.");

    public static UploadError DuplicatePart(int number) =>
        Invalid("duplicate_part", $"Part {Number(number)} is listed more than once. Send every part number once.");

    public static UploadError UnknownPart(int number, int planned) =>
        Invalid("unknown_part", $"Part {Number(number)} does not exist; the file has parts 1 to {Number(planned)}.");

    public static UploadError PartRefused(int number, string why) => new(
        Refusal.StorageRefused,
        "invalid_part",
        $"Part {Number(number)} {why}. Upload it again and complete with the ETag of the newest PUT.");

    public static UploadError SizeDiffers(long expected, long found) => new(
        Refusal.StorageRefused,
        "size_mismatch",
        $"The file was declared with {Number(expected)} bytes, and the store holds {Number(found)}.");

    public static UploadError FileLost() => new(
        Refusal.StorageRefused,
        "file_lost",
        "The store holds neither the upload nor the finished object. Cancel the group and start a new one.");

    public static UploadError IdempotencyKeyReused(Guid groupId) => new(
        Refusal.IdempotencyKeyReused,
        "idempotency_key_reused",
        $"This Idempotency-Key already started upload group {groupId} with a different request. Use a new key for a new upload.")
    {
        GroupId = groupId,
    };

    public static UploadError InsufficientStorage(long bytes) =>
        new(Refusal.InsufficientStorage, "insufficient_storage", $"There is no room for {Number(bytes)} more bytes. Free space, then try again.");

    public static UploadError Unavailable(string what) => new(Refusal.Unavailable, "unavailable", $"{what} Try again shortly.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    public static UploadError Unauthorized() =>
        new(Refusal.Unauthorized, "unauthorized", "The API key is missing, unknown, expired or revoked.");

    public static UploadError Forbidden(string role, string needed) =>
        new(Refusal.Forbidden, "insufficient_role", $"The key's role is {role}; this needs {needed}.");

    public static UploadError TooManyRequests(TimeSpan retryAfter) =>
        new(Refusal.TooManyRequests, "too_many_requests", "Too many failed attempts from this address. Wait, then try again.")
        {
            RetryAfter = retryAfter,
        };

    public static UploadError BodyTooLarge(long most) =>
        new(Refusal.BodyTooLarge, "body_too_large", $"The body of this call may have {Number(most)} bytes at the most.");

    public static UploadError UnsupportedMediaType() =>
        new(Refusal.UnsupportedMediaType, "unsupported_media_type", "Send the body as application/json.");

    public static UploadError Malformed(string message) => Invalid("malformed_request", message);

    public static UploadError Internal() =>
        new(Refusal.Internal, "internal_error", "Something went wrong on our side; it was logged. Trying again is safe.");

    private static int[] First(int planned) => [.. Enumerable.Range(1, Math.Min(planned, MaxListedParts))];

    private static string List(IReadOnlyList<int> parts, int count) => string.Join(", ", parts) + (parts.Count < count ? ", …" : "");

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Name<T>(T state)
        where T : struct, Enum => state.ToString().ToLowerInvariant();
}
