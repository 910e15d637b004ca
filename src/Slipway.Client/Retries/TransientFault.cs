namespace Slipway.Client.Retries;

/// <summary>One try failed in a way that another may not. Never leaves the library: the last one becomes a <see cref="SlipwayException"/>.</summary>
internal sealed class TransientFault(string reason, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>The server asked to wait at least so long.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Try again without waiting: the cause is already removed.</summary>
    public bool AtOnce { get; init; }

    /// <summary>What it is called when no try helped.</summary>
    public UploadFailure InTheEnd { get; init; } = UploadFailure.Unreachable;
}
