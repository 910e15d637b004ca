namespace Slipway.Core.Signing;

/// <summary>What a verifier accepts beyond what the signature says.</summary>
public sealed record VerifierPolicy
{
    private readonly TimeSpan _maxLife = SigningWindow.MaxLife;
    private readonly TimeSpan _maxSkew = TimeSpan.FromMinutes(15);

    /// <summary>The longest X-Amz-Expires: 1 second to 7 days; 7 days by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not within.</exception>
    public TimeSpan MaxLife
    {
        get => _maxLife;
        init => _maxLife = Checked(value, TimeSpan.FromSeconds(1), SigningWindow.MaxLife);
    }

    /// <summary>How far X-Amz-Date may lie in the future: 0 to 1 day; 15 minutes by default, as at S3. It does not shorten the life of a URL.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not within.</exception>
    public TimeSpan MaxSkew
    {
        get => _maxSkew;
        init => _maxSkew = Checked(value, TimeSpan.Zero, TimeSpan.FromDays(1));
    }

    private static TimeSpan Checked(TimeSpan value, TimeSpan least, TimeSpan most) => value >= least && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"Must be {least} to {most}.");
}
