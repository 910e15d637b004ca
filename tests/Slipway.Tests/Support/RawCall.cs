using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Slipway.Tests.Support;

/// <summary>Bytes to a server and back, for requests that an HTTP library would mend or refuse to send.</summary>
internal static class RawCall
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Sends a request and reads its answer to the end of the connection.</summary>
    public static Task<RawReply> SendAsync(Uri server, string request) => SendAsync(server, Encoding.Latin1.GetBytes(request));

    public static async Task<RawReply> SendAsync(Uri server, byte[] request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port, Ct);
        var stream = client.GetStream();
        await stream.WriteAsync(request, Ct);
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, Ct);
        }
        catch (IOException)
        {
            // A server that refuses a body resets the connection once its answer was sent.
        }

        return RawReply.Parse(Encoding.Latin1.GetString(answer.ToArray()));
    }

    /// <summary>A request with a key, that ends its connection.</summary>
    public static string Request(string line, string key, string headers = "", string body = "") =>
        $"{line} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-SPATIALGEN-APPKEY: {key}\r\nConnection: close\r\n{headers}\r\n{body}";
}

internal sealed record RawReply(int Status, string Head, string Body)
{
    public static RawReply Parse(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.True(end > 0, $"no answer: \"{text}\"");
        return new RawReply(int.Parse(text.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture), text[..end], text[(end + 4)..]);
    }
}
