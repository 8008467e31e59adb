using System.Net;

namespace Slipway.Webhooks.Sending;

/// <summary>What the name servers say of a name.</summary>
/// <param name="Addresses">All of them; empty when there are none.</param>
/// <param name="Translators">The prefixes of this network's NAT64; filled only when an answer could stand under one.</param>
internal sealed record Resolution(IReadOnlyList<IPAddress> Addresses, IReadOnlyList<Nat64Prefix> Translators);
