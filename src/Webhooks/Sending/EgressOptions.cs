using System.Globalization;
using System.Net;
using System.Text;

namespace Slipway.Webhooks.Sending;

/// <summary>What the operator opened, and the way out (options <c>egress-allow</c> and <c>egress-proxy</c>). For all teams.</summary>
public sealed record EgressOptions
{
    private const string AllowKey = "egress-allow";
    private const string ProxyKey = "egress-proxy";

    /// <summary>Public addresses only, no proxy: the default.</summary>
    public static readonly EgressOptions None = new();

    /// <summary>Names opened at one port each, although they stand in private or loopback space.</summary>
    public IReadOnlySet<AllowedHost> Hosts { get; init; } = new HashSet<AllowedHost>();

    /// <summary>Opened private networks.</summary>
    public IReadOnlyList<IPNetwork> Networks { get; init; } = [];

    /// <summary>Proxy for all webhook traffic; null for none.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Something private is open: health and the web app show it as a warning.</summary>
    public bool OpensAnything => Hosts.Count > 0 || Networks.Count > 0;

    /// <summary>Reads the two options; null and empty mean none.</summary>
    /// <exception cref="FormatException">A wrong value: the message begins with the option's key.</exception>
    public static EgressOptions Parse(string? egressAllow, string? egressProxy)
    {
        var hosts = new HashSet<AllowedHost>();
        var networks = new List<IPNetwork>();
        foreach (var item in (egressAllow ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (item.Contains('/'))
            {
                networks.Add(ParseNetwork(item));
            }
            else
            {
                hosts.Add(ParseHost(item));
            }
        }

        return new EgressOptions { Hosts = hosts, Networks = networks, Proxy = ParseProxy(egressProxy) };
    }

    // The proxy's password stays out of logs.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append("Hosts = ").AppendJoin(' ', Hosts.Select(opened => $"{opened.Host}:{opened.Port}"));
        text.Append(", Networks = ").AppendJoin(' ', Networks).Append(", Proxy = ").Append(Proxy?.Authority);
        return true;
    }

    private static AllowedHost ParseHost(string item)
    {
        var colon = item.LastIndexOf(':');
        if (colon <= 0)
        {
            throw Wrong(AllowKey, item, "write name:port, such as ci.example.internal:8080, or a network such as 10.0.0.0/8");
        }

        var host = item[..colon].ToLowerInvariant();
        if (!int.TryParse(item[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port is < 1 or > 65535)
        {
            throw Wrong(AllowKey, item, "the port is a number from 1 to 65535");
        }

        if (host.StartsWith('[') || HostName.IsNumeric(host))
        {
            throw Wrong(AllowKey, item, "an address is opened as a network, such as 10.0.0.5/32; name:port takes a name");
        }

        if (!HostName.HasValidLabels(host))
        {
            throw Wrong(AllowKey, item, "this is not a host name");
        }

        return new AllowedHost(host, port);
    }

    private static IPNetwork ParseNetwork(string item)
    {
        if (!IPNetwork.TryParse(item, out var network))
        {
            throw Wrong(AllowKey, item, "this is not a network in CIDR form, such as 10.0.0.0/8");
        }

        if (!AddressPolicy.IsPrivate(network))
        {
            throw Wrong(AllowKey, item,
                $"a network may open private ranges only ({AddressPolicy.PrivateRanges}); loopback is opened by name and port, "
                + "such as localhost:9099; metadata, link-local and multicast never");
        }

        return network;
    }

    private static Uri? ParseProxy(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return null;
        }

        // The value may hold a password, so the message does not repeat it.
        if (!Uri.TryCreate(value.Trim(), UriKind.Absolute, out var proxy) || proxy.Scheme != Uri.UriSchemeHttp
            || proxy.Host.Length == 0 || proxy.PathAndQuery != "/")
        {
            throw new FormatException($"{ProxyKey}: write http://host:port or http://user:password@host:port.");
        }

        return proxy;
    }

    private static FormatException Wrong(string key, string item, string why) => new($"{key}: '{item}': {why}.");
}
