using System.Net;

namespace Slipway.Webhooks.Sending;

/// <summary>What the policy says about a name, its port and all of its addresses.</summary>
internal sealed record EgressDecision
{
    /// <summary>The addresses that may be dialled, in the order to try them; IPv4-mapped ones as IPv4. Empty when refused.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>One of them stands in private or loopback space, which the operator opened.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Null when allowed.</summary>
    public SendError? Refusal { get; init; }
}
