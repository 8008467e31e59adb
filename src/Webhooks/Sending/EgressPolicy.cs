using System.Net;

namespace Slipway.Webhooks.Sending;

/// <summary>Decides where requests may go: address classes, what the operator opened, this server's own sockets (webhooks 3c).
/// The same decision stands behind save, test, delivery and redelivery.</summary>
internal sealed class EgressPolicy(EgressOptions options, OwnListeners own)
{
    // A name may have thousands of addresses. Every one is judged; these many are tried.
    private const int MaxDialed = 8;

    public EgressOptions Options => options;

    /// <summary>One refused address refuses the whole name: which of them a client would reach is up to whoever runs the
    /// name's servers.</summary>
    public EgressDecision Decide(string host, int port, Resolution resolution)
    {
        var opened = options.Hosts.Contains(new AllowedHost(host, port));
        if (!opened && !PortPolicy.Allows(port))
        {
            return Refused($"Port {port} is not one that webhooks are sent to.", "Use 443.");
        }

        if (own.Owns(host, port))
        {
            return Refused($"{host}:{port} is this server itself.", "A webhook cannot call Slipway, which would answer itself for ever.");
        }

        if (resolution.Addresses.Count == 0)
        {
            return new EgressDecision
            {
                Refusal = new SendError(SendErrorCodes.HostUnknown, $"The name {host} has no address record.",
                    "Check the spelling, and that the name is published in DNS."),
            };
        }

        var isPrivate = false;
        var plain = new HashSet<IPAddress>();
        foreach (var address in resolution.Addresses)
        {
            var (tier, reason) = AddressPolicy.Classify(address, resolution.Translators);
            if (!IsOpen(tier, opened, address))
            {
                return Refused($"{host} resolves to {address}, {reason}.", Remedy(tier, host, port));
            }

            var unmapped = Unmap(address);
            if (own.Owns(unmapped, port))
            {
                return Refused($"{host} resolves to {address}, and port {port} there is this server itself.",
                    "A webhook cannot call Slipway, which would answer itself for ever.");
            }

            isPrivate |= tier != AddressTier.Public;
            plain.Add(unmapped);
        }

        return new EgressDecision { Addresses = InOrder(plain), IsPrivate = isPrivate };
    }

    // The families in turn, so that a network without IPv6 is not lost in a name with many such addresses.
    private static IReadOnlyList<IPAddress> InOrder(IEnumerable<IPAddress> addresses) =>
    [
        .. addresses.GroupBy(address => address.AddressFamily)
            .SelectMany(family => family.Select((address, index) => (address, index)))
            .OrderBy(item => item.index)
            .Select(item => item.address)
            .Take(MaxDialed),
    ];

    private bool IsOpen(AddressTier tier, bool openedByName, IPAddress address) => tier switch
    {
        AddressTier.Public => true,
        AddressTier.Private => openedByName || options.Networks.Any(network => network.Contains(Unmap(address))),
        AddressTier.Loopback => openedByName,
        _ => false,
    };

    private static IPAddress Unmap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static string Remedy(AddressTier tier, string host, int port) => tier switch
    {
        AddressTier.Private => "Use a public receiver, or have the operator open this one with the server option "
            + $"egress-allow={host}:{port} (or its network in CIDR form).",
        AddressTier.Loopback => $"Use a public receiver, or have the operator open this one with the server option egress-allow={host}:{port}.",
        _ => "Use another receiver: such an address can never be opened.",
    };

    private static EgressDecision Refused(string message, string remedy) =>
        new() { Refusal = new SendError(SendErrorCodes.AddressRefused, message, remedy) };
}
