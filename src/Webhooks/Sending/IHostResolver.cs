using System.Net;

namespace Slipway.Webhooks.Sending;

/// <summary>The way to the name servers: a process boundary. A test puts its own (recording, rebinding) in its place.</summary>
public interface IHostResolver
{
    /// <summary>All addresses of a name, of both families; empty when the name exists without any, or does not exist.
    /// Throws <see cref="System.Net.Sockets.SocketException"/> when the servers fail, and when <paramref name="ct"/> ends.</summary>
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken ct);
}
