namespace Slipway.Server.Dialects.SpatialGen;

/// <summary>Settings of the SpatialGen dialect.</summary>
public sealed class SpatialGenOptions
{
    /// <summary>Language tags taken besides the documented ones, lower case: the vendor's list says "include". Default: none.</summary>
    public IReadOnlyList<string> ExtraLanguages { get; set; } = [];
}
