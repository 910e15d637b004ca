namespace Slipway.Tests.Support;

/// <summary>Parts small enough for a file of many.</summary>
internal static class SmallParts
{
    /// <summary>The part size, in bytes.</summary>
    public const long Bytes = 1024;

    /// <summary>The size of a file of so many parts, the last one full.</summary>
    public static long Of(int count) => count * Bytes;
}
