using System.Net;
using System.Net.Sockets;

namespace Slipway.Webhooks.Sending;

/// <summary>A prefix under which this network's translator puts IPv4 addresses (RFC 6052, 2.2).</summary>
/// <param name="Network">Its length is 32, 40, 48, 56, 64 or 96.</param>
internal sealed record Nat64Prefix(IPNetwork Network)
{
    private static readonly int[] Lengths = [96, 64, 56, 48, 40, 32];

    // The two addresses of ipv4only.arpa, which exists for this (RFC 7050).
    private static readonly IPAddress[] WellKnown = [IPAddress.Parse("192.0.0.170"), IPAddress.Parse("192.0.0.171")];

    /// <summary>The prefixes that the IPv6 answers for <c>ipv4only.arpa</c> show; empty without a translator.</summary>
    public static IReadOnlyList<Nat64Prefix> Find(IEnumerable<IPAddress> answers) =>
    [
        .. answers.Where(address => address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6)
            .SelectMany(address => Lengths.Select(length => new Nat64Prefix(Cut(address, length)))
                .Where(prefix => WellKnown.Contains(prefix.Decode(address))))
            .Distinct(),
    ];

    /// <summary>The IPv4 address inside; null when the address does not stand under the prefix.</summary>
    public IPAddress? Decode(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || !Network.Contains(address))
        {
            return null;
        }

        // Byte 8 is left out by every length that reaches past it.
        var bytes = address.GetAddressBytes();
        var at = Network.PrefixLength / 8;
        return new IPAddress([.. Enumerable.Range(at, 5).Where(index => index != 8).Take(4).Select(index => bytes[index])]);
    }

    private static IPNetwork Cut(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(length / 8).Clear();
        return new IPNetwork(new IPAddress(bytes), length);
    }
}
