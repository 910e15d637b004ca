namespace Slipway.Client;

/// <summary>How a <see cref="SlipwayClient"/> reaches its server and how hard it tries. Checked when the client is made.</summary>
/// <remarks>A class and not a record, so that printing it can never print <see cref="Key"/>.</remarks>
public sealed class SlipwayClientOptions
{
    /// <summary>Where the server is: an absolute http or https address; a path prefix is kept.</summary>
    public required Uri Server { get; init; }

    /// <summary>The API key, role <c>upload</c> or <c>admin</c>. Sent to <see cref="Server"/> alone, never to a part's address.</summary>
    public required string Key { get; init; }

    /// <summary>Parts under way at once, over all files of one upload together. 1 to 64, default 6.</summary>
    public int Parallel { get; init; } = 6;

    /// <summary>Tries per part and per call, the first included. 1 to 100, default 10 (about a minute of waiting at the defaults).</summary>
    public int Attempts { get; init; } = 10;

    /// <summary>The wait before try n+1 is drawn evenly from zero to this times 2^(n-1). Above zero, default 500 ms.</summary>
    public TimeSpan BackoffBase { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest such wait; a server's Retry-After may ask for more. Default 30 s.</summary>
    public TimeSpan BackoffCap { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A part of which nothing moved for so long is given up and sent again. Default 60 s; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one call to the server may take (completing a file: six times that, because a store may have to assemble it). Default 100 s.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The clock behind every wait and time-out.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the jitter of the waits comes from. Used under a lock, so one instance is enough.</summary>
    public Random Random { get; init; } = new();

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(Server);
        if (!Server.IsAbsoluteUri || (Server.Scheme != Uri.UriSchemeHttp && Server.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException($"The server is '{Server}'; it must be an address like https://uploads.example.com.");
        }

        if (Server.UserInfo.Length > 0 || Server.Query.Length > 0 || Server.Fragment.Length > 0)
        {
            throw new ArgumentException("The server's address must not carry a user, a query or a fragment; the key is given apart.");
        }

        if (string.IsNullOrWhiteSpace(Key) || Key.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new ArgumentException("The key is empty or has characters that no key has.");
        }

        Within(Parallel, 1, 64, nameof(Parallel));
        Within(Attempts, 1, 100, nameof(Attempts));
        Above(BackoffBase, nameof(BackoffBase));
        Above(BackoffCap, nameof(BackoffCap));
        AboveOrInfinite(StallTimeout, nameof(StallTimeout));
        AboveOrInfinite(CallTimeout, nameof(CallTimeout));
        ArgumentNullException.ThrowIfNull(Time);
        ArgumentNullException.ThrowIfNull(Random);
    }

    private static void Within(int value, int least, int most, string name)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; it must be {least} to {most}.");
        }
    }

    private static void Above(TimeSpan value, string name)
    {
        if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(1))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; it must be above zero and at most a day.");
        }
    }

    private static void AboveOrInfinite(TimeSpan value, string name)
    {
        if (value != Timeout.InfiniteTimeSpan)
        {
            Above(value, name);
        }
    }
}
