using System.Diagnostics.CodeAnalysis;
using Slipway.Core.Uploads;

namespace Slipway.Server.Database;

/// <summary>Times as the database holds them: Unix milliseconds, in every database alike.</summary>
internal static class Instants
{
    public static long Write(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds();

    public static long? Write(DateTimeOffset? instant) => instant?.ToUnixTimeMilliseconds();

    public static DateTimeOffset Read(long stored) => DateTimeOffset.FromUnixTimeMilliseconds(stored);

    public static DateTimeOffset? Read(long? stored) => stored is { } value ? Read(value) : null;

    /// <summary>What a later read will show: callers are answered with this, so that no two answers differ.</summary>
    [return: NotNullIfNotNull(nameof(instant))]
    public static DateTimeOffset? Kept(DateTimeOffset? instant) => instant is { } value ? Kept(value) : null;

    public static DateTimeOffset Kept(DateTimeOffset instant) => Read(Write(instant));

    /// <summary>The least kept instant that is not earlier, for a promise of which no part may be lost.</summary>
    public static DateTimeOffset? KeptUp(DateTimeOffset? instant) =>
        instant is { } value && Kept(value) is var kept ? kept < value ? kept.AddMilliseconds(1) : kept : null;

    public static UploadGroup Kept(UploadGroup group) => group with
    {
        CreatedAt = Kept(group.CreatedAt),
        ExpiresAt = Kept(group.ExpiresAt),
        ClosedAt = Kept(group.ClosedAt),
        Files = [.. group.Files.Select(Kept)],
    };

    private static FileUpload Kept(FileUpload file) => file with
    {
        UrlsGoodUntil = KeptUp(file.UrlsGoodUntil),
        LeaseUntil = Kept(file.LeaseUntil),
        CompletedAt = Kept(file.CompletedAt),
        PurgedAt = Kept(file.PurgedAt),
    };
}
