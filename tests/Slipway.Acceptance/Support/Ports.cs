using System.Net;
using System.Net.Sockets;

namespace Slipway.Acceptance.Support;

/// <summary>A port that nobody listens on, for a server that must come back at the same address.</summary>
internal static class Ports
{
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
