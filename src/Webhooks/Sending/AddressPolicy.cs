using System.Net;
using System.Net.Sockets;

namespace Slipway.Webhooks.Sending;

/// <summary>What an address is, by the special-purpose registries of IANA and the metadata services of the clouds
/// (webhooks 3b, 3c). Pure. IPv6 has a positive rule: what is not global unicast is refused without being listed.</summary>
internal static class AddressPolicy
{
    /// <summary>The ranges that a network in <c>egress-allow</c> may open, for messages.</summary>
    public const string PrivateRanges = "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, fc00::/7, fec0::/10";

    private static readonly IPNetwork[] Private = [.. PrivateRanges.Split(", ").Select(IPNetwork.Parse)];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    // Metadata and credential services that stand outside link-local space: some in private, some in public ranges, so
    // these are looked at before anything else.
    private static readonly Range[] Metadata =
    [
        new("100.100.100.200/32", "Alibaba Cloud's metadata service"),
        new("168.63.129.16/32", "Azure's WireServer"),
        new("192.0.0.192/32", "Oracle Cloud's metadata service"),
        new("fd00:ec2::/32", "an AWS metadata or credential service"),
        new("fd20:ce::/32", "Google Cloud's metadata service"),
        new("fd00:42::42/128", "Scaleway's metadata service"),
    ];

    private static readonly Range[] SpecialV4 =
    [
        new("0.0.0.0/8", "an unspecified address (0.0.0.0/8)"),
        new("169.254.169.254/32", "a cloud metadata service"),
        new("169.254.0.0/16", "a link-local address (169.254.0.0/16), where metadata services stand"),
        new("192.0.0.0/24", "an IETF protocol address (192.0.0.0/24)"),
        new("192.0.2.0/24", "a documentation address (192.0.2.0/24)"),
        new("192.31.196.0/24", "an AS112 address (192.31.196.0/24)"),
        new("192.52.193.0/24", "a multicast relay address (192.52.193.0/24)"),
        new("192.88.99.0/24", "a 6to4 relay address (192.88.99.0/24)"),
        new("192.175.48.0/24", "an AS112 address (192.175.48.0/24)"),
        new("198.18.0.0/15", "a benchmarking address (198.18.0.0/15)"),
        new("198.51.100.0/24", "a documentation address (198.51.100.0/24)"),
        new("203.0.113.0/24", "a documentation address (203.0.113.0/24)"),
        new("224.0.0.0/4", "a multicast address (224.0.0.0/4)"),
        new("240.0.0.0/4", "a reserved or broadcast address (240.0.0.0/4)"),
    ];

    private static readonly Range[] SpecialV6 =
    [
        new("fe80::/10", "a link-local address (fe80::/10)"),
        new("ff00::/8", "a multicast address (ff00::/8)"),
        new("2001::/23", "an IETF protocol address (2001::/23)"),
        new("2001:db8::/32", "a documentation address (2001:db8::/32)"),
        new("2002::/16", "a 6to4 address (2002::/16), whose relays are gone"),
        new("2620:4f:8000::/48", "an AS112 address (2620:4f:8000::/48)"),
        new("3ffe::/16", "an address of the former 6bone (3ffe::/16)"),
        new("3fff::/20", "a documentation address (3fff::/20)"),
    ];

    /// <summary>True when every address of the network is one that a network in <c>egress-allow</c> may open.</summary>
    public static bool IsPrivate(IPNetwork network) =>
        Private.Any(range => range.BaseAddress.AddressFamily == network.BaseAddress.AddressFamily
            && range.PrefixLength <= network.PrefixLength && range.Contains(network.BaseAddress));

    /// <summary>Classifies one address in a network with these translators.</summary>
    public static AddressClass Classify(IPAddress address, IReadOnlyList<Nat64Prefix> translators)
    {
        foreach (var translator in translators)
        {
            if (translator.Decode(address) is { } inner)
            {
                return ClassifyTranslated(inner, $"the NAT64 form ({translator.Network}, of this network)");
            }
        }

        return Classify(address);
    }

    /// <summary>Classifies one address, whatever form it comes in.</summary>
    public static AddressClass Classify(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return ClassifyV4(address);
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return ClassifyV4(address.MapToIPv4());
        }

        if (address.ScopeId != 0)
        {
            return new(AddressTier.Never, "a link-local address (it names a network interface)");
        }

        return EmbeddedAddress.Find(address) is { } embedded ? ClassifyEmbedded(address, embedded) : ClassifyV6(address);
    }

    private static AddressClass ClassifyV4(IPAddress address)
    {
        if (Find(Metadata, address) is { } metadata)
        {
            return new(AddressTier.Never, metadata.Reason);
        }

        if (IPAddress.IsLoopback(address))
        {
            return new(AddressTier.Loopback, "a loopback address (127.0.0.0/8)");
        }

        return FindPrivate(address)
            ?? (Find(SpecialV4, address) is { } special
                ? new(AddressTier.Never, special.Reason)
                : new(AddressTier.Public, "a public address"));
    }

    private static AddressClass ClassifyV6(IPAddress address)
    {
        if (Find(Metadata, address) is { } metadata)
        {
            return new(AddressTier.Never, metadata.Reason);
        }

        if (address.Equals(IPAddress.IPv6Loopback))
        {
            return new(AddressTier.Loopback, "the loopback address (::1)");
        }

        if (FindPrivate(address) is { } found)
        {
            return found;
        }

        if (Find(SpecialV6, address) is { } special)
        {
            return new(AddressTier.Never, special.Reason);
        }

        return GlobalUnicast.Contains(address)
            ? new(AddressTier.Public, "a public address")
            : new(AddressTier.Never, "an address outside global unicast space (2000::/3)");
    }

    // The form's own range decides too: of the well-known forms only NAT64 leads anywhere today, and it must, or a server
    // in a network of IPv6 alone (DNS64) could reach nobody who has IPv4 alone.
    private static AddressClass ClassifyEmbedded(IPAddress address, EmbeddedAddress embedded)
    {
        var inner = ClassifyTranslated(embedded.Address, embedded.Form);
        return inner.Tier != AddressTier.Public || embedded.IsWellKnownNat64 ? inner : ClassifyV6(address);
    }

    // What a translator at the far end would reach decides, and nothing that is not public may be reached through one:
    // RFC 6052 forbids it, and no operator means it when opening a private network.
    private static AddressClass ClassifyTranslated(IPAddress address, string form)
    {
        var inner = ClassifyV4(address);
        return inner.Tier == AddressTier.Public ? inner : new(AddressTier.Never, $"{form} of {address}, {inner.Reason}");
    }

    private static AddressClass? FindPrivate(IPAddress address)
    {
        var index = Array.FindIndex(Private, network => network.Contains(address));
        return index < 0 ? null : new(AddressTier.Private, $"a private address ({Private[index]})");
    }

    private static Range? Find(Range[] ranges, IPAddress address) =>
        Array.Find(ranges, range => range.Network.Contains(address));

    private sealed record Range(IPNetwork Network, string Reason)
    {
        public Range(string network, string reason)
            : this(IPNetwork.Parse(network), reason)
        {
        }
    }
}
