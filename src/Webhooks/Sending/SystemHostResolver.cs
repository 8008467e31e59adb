using System.Net;
using System.Net.Sockets;

namespace Slipway.Webhooks.Sending;

/// <summary>The operating system's resolver.</summary>
internal sealed class SystemHostResolver : IHostResolver
{
    // A name server that never answers holds a thread of the pool for as long as the system's resolver tries, whatever
    // our deadline says: so hostile names may hold this many and no more.
    private readonly SemaphoreSlim _lookups = new(32);

    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken ct)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return [literal]; // the policy judges it like any answer; Dns throws at some of them
        }

        await _lookups.WaitAsync(ct);
        var lookup = Dns.GetHostAddressesAsync(host, CancellationToken.None);
        _ = lookup.ContinueWith(
            ended =>
            {
                _ = ended.Exception; // nobody waits for it when ct ended first
                _lookups.Release();
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            return await lookup.WaitAsync(ct);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData)
        {
            return [];
        }
    }
}
