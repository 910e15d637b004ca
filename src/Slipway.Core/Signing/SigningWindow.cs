namespace Slipway.Core.Signing;

/// <summary>
/// From when to when a URL is good, in whole seconds. Windows of one length begin at multiples of a quarter of it, so that every replica, asked
/// at any time within that quarter, signs the very same URL, and it has at least three quarters of its life before it.
/// </summary>
/// <param name="SignedAt">The instant that is signed.</param>
/// <param name="Life">1 second to 7 days.</param>
public readonly record struct SigningWindow(DateTimeOffset SignedAt, TimeSpan Life)
{
    /// <summary>Seven days (Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters", X-Amz-Expires).</summary>
    public static TimeSpan MaxLife { get; } = TimeSpan.FromDays(7);

    public DateTimeOffset ExpiresAt => SignedAt + Life;

    /// <summary>The window that an instant falls into.</summary>
    /// <param name="now">The instant.</param>
    /// <param name="life">How long a URL lives, at least 1 second; 7 days where it is longer. Under 4 seconds there is no quarter to share.</param>
    /// <param name="deadline">When the URL must have ended. Where that has come, the window has ended too.</param>
    public static SigningWindow At(DateTimeOffset now, TimeSpan life, DateTimeOffset deadline)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(life, TimeSpan.FromSeconds(1));
        var seconds = (long)(life < MaxLife ? life : MaxLife).TotalSeconds;
        var quarter = Math.Max(1, seconds / 4);
        var start = now.ToUnixTimeSeconds() / quarter * quarter;
        var end = Math.Min(start + seconds, deadline.ToUnixTimeSeconds());
        start = Math.Min(start, end - 1); // no life is shorter than a second
        return new SigningWindow(DateTimeOffset.FromUnixTimeSeconds(start), TimeSpan.FromSeconds(end - start));
    }
}
