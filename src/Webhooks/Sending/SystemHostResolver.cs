using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Slipway.Webhooks.Sending;

/// <summary>The operating system's resolver.</summary>
internal sealed class SystemHostResolver : IHostResolver
{
    // The system's call blocks its thread until it gives up, whatever our deadline says: 10 to 30 s for a name whose servers
    // are silent. So lookups have threads of their own, or hostile names would use up those that serve the whole process;
    // and there are this many and no more.
    private const int MaxLookups = 64;

    private readonly SemaphoreSlim _free = new(MaxLookups);
    private readonly ConcurrentDictionary<string, Lazy<Task<IPAddress[]>>> _running = new(StringComparer.OrdinalIgnoreCase);

    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken ct)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return [literal]; // the policy judges it like any answer; Dns throws at some of them
        }

        // Whoever asks for a name that is being looked up shares the answer, so that one silent name holds one thread.
        var lookup = _running.GetOrAdd(host, name => new Lazy<Task<IPAddress[]>>(() => LookUpAsync(name)));
        try
        {
            return await lookup.Value.WaitAsync(ct);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData)
        {
            return [];
        }
    }

    private async Task<IPAddress[]> LookUpAsync(string host)
    {
        await _free.WaitAsync();
        try
        {
            return await Task.Factory.StartNew(
                () => Dns.GetHostAddresses(host), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            _free.Release();
            _running.TryRemove(host, out _);
        }
    }
}
