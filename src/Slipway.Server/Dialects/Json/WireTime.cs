using System.Globalization;

namespace Slipway.Server.Dialects.Json;

/// <summary>Timestamps as dialects print them; the framework's own form is none of theirs.</summary>
internal static class WireTime
{
    /// <summary><c>2026-05-06T18:42:11.000Z</c> (SpatialGen, "Get Part URLs").</summary>
    public static string Milliseconds(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
