using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Slipway.Webhooks.Sending;

/// <summary>Where this server itself listens: a webhook pointed there would answer itself for ever, so nothing opens these.</summary>
public sealed class OwnListeners
{
    private readonly Lock _gate = new();
    private List<Listener> _listeners = [];
    private HashSet<AllowedHost> _names = [];

    /// <summary>Notes a listening address as Kestrel writes it: <c>http://127.0.0.1:8420</c>, <c>http://*:80</c>, <c>http://[::]:80</c>.
    /// The server calls it once the sockets are bound (a configured port 0 is known only then).</summary>
    public void AddListener(string url)
    {
        var (host, port) = Split(url);
        var any = host is "*" or "+" || (!IPAddress.TryParse(host, out _) && host != "localhost");
        var address = any ? IPAddress.Any : host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(host);
        lock (_gate)
        {
            _listeners = [.. _listeners, new Listener(Plain(address), port)];
        }
    }

    /// <summary>Notes the name by which the world knows this server (<c>public-url</c>).</summary>
    public void AddPublicUrl(string url)
    {
        var (host, port) = Split(url);
        lock (_gate)
        {
            _names = [.. _names, new AllowedHost(host.ToLowerInvariant(), port)];
        }
    }

    /// <summary>The public name of this server.</summary>
    internal bool Owns(string host, int port) => _names.Contains(new AllowedHost(host.ToLowerInvariant(), port));

    /// <summary>One of this server's own sockets.</summary>
    internal bool Owns(IPAddress address, int port)
    {
        var plain = Plain(address);
        foreach (var listener in _listeners)
        {
            if (listener.Port == port && (plain.Equals(listener.Address)
                || (IPAddress.IsLoopback(plain) && IPAddress.IsLoopback(listener.Address))
                || (IsWildcard(listener.Address) && IsOfThisMachine(plain))))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsWildcard(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    // Asked only when the port is one of ours, so its cost (milliseconds) does not matter.
    private static bool IsOfThisMachine(IPAddress address) =>
        IPAddress.IsLoopback(address) || IsWildcard(address)
        || NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(nic => nic.GetIPProperties().UnicastAddresses)
            .Any(unicast => Plain(unicast.Address).Equals(address));

    private static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : address.AddressFamily == AddressFamily.InterNetwork ? address
        : new IPAddress(address.GetAddressBytes()); // without a scope, which would make equal addresses differ

    // Not by Uri, which does not take Kestrel's * and +.
    private static (string Host, int Port) Split(string url)
    {
        var https = url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        var start = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = url.IndexOf('/', start);
        var authority = end < 0 ? url[start..] : url[start..end];
        var colon = authority.LastIndexOf(':');
        var hasPort = colon > authority.LastIndexOf(']');
        var host = (hasPort ? authority[..colon] : authority).Trim('[', ']');
        var port = hasPort ? int.Parse(authority[(colon + 1)..], CultureInfo.InvariantCulture) : https ? 443 : 80;
        return (host, port);
    }

    private readonly record struct Listener(IPAddress Address, int Port);
}
