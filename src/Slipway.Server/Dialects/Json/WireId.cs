namespace Slipway.Server.Dialects.Json;

/// <summary>Ids as they stand in addresses.</summary>
internal static class WireId
{
    private const int Length = 36;

    /// <summary>
    /// A UUID as we print it, in either case (RFC 9562 §4; Apple's UUID type prints upper case); null for anything else, also for one with space
    /// around it, which the framework would overlook.
    /// </summary>
    public static Guid? TryParse(string text) => text.Length == Length && Guid.TryParseExact(text, "D", out var id) ? id : null;
}
