namespace Slipway.Core.Access;

/// <summary>What a key may do. Stored by name.</summary>
public enum Role
{
    /// <summary>Lists and reads what is there.</summary>
    ReadOnly,

    /// <summary>Uploads; cannot read or manage the library.</summary>
    Upload,

    /// <summary>Everything in its project.</summary>
    Admin,
}
