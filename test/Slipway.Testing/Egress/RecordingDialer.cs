using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Slipway.Webhooks.Sending;

namespace Slipway.Testing.Egress;

/// <summary>Notes every address it is asked to dial, and connects to a listener of the test instead: nothing ever leaves for the
/// address itself. Register it in the server in place of its own.</summary>
/// <param name="target">The test's listener; null refuses every connection.</param>
public sealed class RecordingDialer(IPEndPoint? target) : IDialer
{
    /// <summary>The addresses that it was asked for, in order.</summary>
    public ConcurrentQueue<IPEndPoint> Dialed { get; } = new();

    /// <inheritdoc />
    public async ValueTask<Stream> DialAsync(IPEndPoint address, CancellationToken ct)
    {
        Dialed.Enqueue(address);
        if (target is null)
        {
            throw new SocketException((int)SocketError.ConnectionRefused);
        }

        var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(target, ct);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
