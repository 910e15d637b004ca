using System.Net.Sockets;
using System.Text;

namespace Slipway.Tests.Support;

/// <summary>A connection on which a test writes exactly the bytes it means to.</summary>
internal sealed class RawHttp : IDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly List<byte> _received = [];

    private RawHttp(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<RawHttp> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port, Ct);
        return new RawHttp(socket);
    }

    public async Task SendAsync(string text) => await _stream.WriteAsync(Encoding.Latin1.GetBytes(text), Ct);

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes, Ct);

    /// <summary>No more will be sent; answers can still be read.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Cuts the connection as a broken network would.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    /// <summary>The next answer with its body; its status is 0 where the server closed without one.</summary>
    public async Task<(int Status, string Head, string Body)> ReadAsync()
    {
        var head = await ReadUntilAsync("\r\n\r\n");
        if (head is null)
        {
            return (0, "", "");
        }

        var length = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))?[15..].Trim();
        var status = int.Parse(head.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        var body = status == 100 || length is null ? "" : await ReadBytesAsync(int.Parse(length, System.Globalization.CultureInfo.InvariantCulture));
        return (status, head, body);
    }

    public void Dispose() => _stream.Dispose();

    private async Task<string?> ReadUntilAsync(string end)
    {
        while (true)
        {
            var text = Encoding.Latin1.GetString([.. _received]);
            if (text.IndexOf(end, StringComparison.Ordinal) is >= 0 and var at)
            {
                _received.RemoveRange(0, at + end.Length);
                return text[..at];
            }

            if (!await FillAsync())
            {
                return null;
            }
        }
    }

    private async Task<string> ReadBytesAsync(int count)
    {
        while (_received.Count < count && await FillAsync())
        {
        }

        var text = Encoding.Latin1.GetString([.. _received.Take(count)]);
        _received.RemoveRange(0, Math.Min(count, _received.Count));
        return text;
    }

    /// <returns>False: the server closed or broke the connection.</returns>
    private async Task<bool> FillAsync()
    {
        try
        {
            var buffer = new byte[4096];
            var read = await _stream.ReadAsync(buffer, Ct);
            _received.AddRange(buffer.AsSpan(0, read));
            return read > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
