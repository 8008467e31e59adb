namespace Slipway.Webhooks.Sending;

/// <summary>How far an address is from being a lawful target (webhooks 3c), mildest first.</summary>
internal enum AddressTier
{
    /// <summary>The public internet.</summary>
    Public,

    /// <summary>RFC 1918, carrier-grade NAT, IPv6 unique-local and site-local: the operator may open them by network or by name and port.</summary>
    Private,

    /// <summary>This machine: the operator may open it by name and port only.</summary>
    Loopback,

    /// <summary>Metadata, link-local, multicast, reserved: nobody can open these.</summary>
    Never,
}
