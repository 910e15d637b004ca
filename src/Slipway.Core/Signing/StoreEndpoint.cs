using System.Buffers;

namespace Slipway.Core.Signing;

/// <summary>Where clients reach a store, path style: the bucket is the first segment of the path.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Host">As the <c>Host</c> header names it: lower case, with the port unless it is the scheme's own.</param>
/// <exception cref="ArgumentException">One of them is not so.</exception>
public sealed record StoreEndpoint(string Scheme, string Host)
{
    private static readonly SearchValues<char> HostCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-_:[]");

    public string Scheme { get; } = Scheme is "http" or "https" ? Scheme : throw new ArgumentException($"'{Scheme}' is neither http nor https.", nameof(Scheme));

    public string Host { get; } = Host.Length is >= 1 and <= 261 && !Host.AsSpan().ContainsAnyExcept(HostCharacters)
        ? Host
        : throw new ArgumentException($"'{Host}' is not a host in lower case with an optional port.", nameof(Host));

    /// <exception cref="ArgumentException">Not http or https, or more than an origin: a signed path cannot begin elsewhere than at the bucket.</exception>
    public static StoreEndpoint Parse(Uri uri)
    {
        if (!uri.IsAbsoluteUri || uri.PathAndQuery != "/" || uri.Fragment.Length + uri.UserInfo.Length > 0)
        {
            throw new ArgumentException($"'{uri}' is not an origin, such as https://store.example.com:9000", nameof(uri));
        }

        var host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
        return new StoreEndpoint(uri.Scheme, (uri.IsDefaultPort ? host : $"{host}:{uri.Port}").ToLowerInvariant());
    }

    public override string ToString() => $"{Scheme}://{Host}";
}
