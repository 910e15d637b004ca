namespace Slipway.Server.Dialects;

/// <summary>How large the bodies of control calls may be. Checked before a byte is read.</summary>
internal static class JsonLimits
{
    /// <summary>256 KiB.</summary>
    public const int ControlBytes = 256 * 1024;

    /// <summary>2 MiB: the list of 10,000 parts is about 0.7 MB.</summary>
    public const int CompleteBytes = 2 * 1024 * 1024;

    /// <summary>How deep a body may nest.</summary>
    public const int Depth = 16;
}
