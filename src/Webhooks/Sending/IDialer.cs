using System.Net;

namespace Slipway.Webhooks.Sending;

/// <summary>Opens the TCP connection to an address that the policy has decided on: a process boundary.</summary>
public interface IDialer
{
    /// <summary>Connects to exactly this address; throws <see cref="System.Net.Sockets.SocketException"/> when it cannot.</summary>
    ValueTask<Stream> DialAsync(IPEndPoint address, CancellationToken ct);
}
