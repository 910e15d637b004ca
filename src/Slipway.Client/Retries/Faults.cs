using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Slipway.Client.Retries;

/// <summary>The one place that decides what is worth another try.</summary>
internal static class Faults
{
    /// <summary>408, 429 and 5xx say "later"; 501 says "never".</summary>
    public static bool IsTransient(HttpStatusCode status) => status switch
    {
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests => true,
        HttpStatusCode.NotImplemented => false,
        _ => (int)status is >= 500 and <= 599,
    };

    /// <summary>How long the answer asks to wait. A date is counted from the answer's own date: clocks may differ.</summary>
    public static TimeSpan? RetryAfter(HttpResponseHeaders headers)
    {
        var asked = headers.RetryAfter;
        var wait = asked?.Delta ?? (asked?.Date is { } until && headers.Date is { } now ? until - now : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    /// <summary>A connection that failed, in words without an address that might be signed.</summary>
    public static TransientFault Connection(Exception failed)
    {
        var socket = failed as SocketException ?? failed.InnerException as SocketException ?? failed.InnerException?.InnerException as SocketException;
        var reason = (failed as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => "the host's name is unknown",
            HttpRequestError.SecureConnectionError => "no secure connection could be made (certificate or TLS)",
            HttpRequestError.ConnectionError when socket?.SocketErrorCode == SocketError.ConnectionRefused => "nothing listens there (connection refused)",
            HttpRequestError.ConnectionError => "no connection could be made",
            _ => "the connection broke",
        };
        return new TransientFault(reason, failed);
    }
}
