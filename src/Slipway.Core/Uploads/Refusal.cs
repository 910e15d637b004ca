namespace Slipway.Core.Uploads;

/// <summary>The kinds of refusal. A dialect decides for each which status its clients expect.</summary>
public enum Refusal
{
    /// <summary>What was sent breaks a rule; the error's code names the rule.</summary>
    Invalid,

    /// <summary>No usable key.</summary>
    Unauthorized,

    /// <summary>The key is good, its role is not enough.</summary>
    Forbidden,

    /// <summary>No such thing, or not the caller's.</summary>
    NotFound,

    /// <summary>The address exists, the method does not.</summary>
    MethodNotAllowed,

    /// <summary>The thing is in a state in which this cannot be done.</summary>
    WrongState,

    /// <summary>The group's deadline has passed.</summary>
    Expired,

    /// <summary>The store does not hold what the client says it sent.</summary>
    StorageRefused,

    /// <summary>The same idempotency key came with another request.</summary>
    IdempotencyKeyReused,

    /// <summary>The body is larger than this call allows.</summary>
    BodyTooLarge,

    /// <summary>The body is not of a type that is read here.</summary>
    UnsupportedMediaType,

    /// <summary>The caller asks too often.</summary>
    TooManyRequests,

    /// <summary>There is no room for the bytes.</summary>
    InsufficientStorage,

    /// <summary>The store or the catalog cannot be used at the moment; trying again may help.</summary>
    Unavailable,

    /// <summary>Our fault, and logged.</summary>
    Internal,
}
