using System.Net;
using System.Net.Sockets;

namespace Slipway.Testing;

/// <summary>Free TCP ports of the loopback interface, for programs that must be told one.</summary>
public static class Ports
{
    /// <summary>A port that was free a moment ago; who uses it tries again with another when it is taken meanwhile.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
