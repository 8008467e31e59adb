using System.Net;
using Slipway.Testing.Egress;
using Slipway.Webhooks.Sending;

namespace Slipway.Tests.Webhooks.Sending;

/// <summary>Leads private addresses to one listener and all others to another.</summary>
internal sealed class SplitDialer(IPEndPoint forPrivate, IPEndPoint forPublic) : IDialer
{
    private readonly RecordingDialer _private = new(forPrivate);
    private readonly RecordingDialer _public = new(forPublic);

    public ValueTask<Stream> DialAsync(IPEndPoint address, CancellationToken ct) =>
        (AddressPolicy.Classify(address.Address).Tier == AddressTier.Public ? _public : _private).DialAsync(address, ct);
}
