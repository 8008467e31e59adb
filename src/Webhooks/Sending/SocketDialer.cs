using System.Net;
using System.Net.Sockets;

namespace Slipway.Webhooks.Sending;

/// <summary>The operating system's TCP.</summary>
internal sealed class SocketDialer : IDialer
{
    public async ValueTask<Stream> DialAsync(IPEndPoint address, CancellationToken ct)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
