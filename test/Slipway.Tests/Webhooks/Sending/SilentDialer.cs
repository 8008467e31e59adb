using System.Net;
using Slipway.Testing.Egress;
using Slipway.Webhooks.Sending;

namespace Slipway.Tests.Webhooks.Sending;

/// <summary>Addresses that never answer the attempt to connect.</summary>
/// <param name="dead">The one address that does not; null for all.</param>
/// <param name="target">Where the others lead.</param>
internal sealed class SilentDialer(IPAddress? dead = null, IPEndPoint? target = null) : IDialer
{
    private readonly RecordingDialer _others = new(target);

    public async ValueTask<Stream> DialAsync(IPEndPoint address, CancellationToken ct)
    {
        if (dead is null || address.Address.Equals(dead))
        {
            await Task.Delay(Timeout.Infinite, ct);
        }

        return await _others.DialAsync(address, ct);
    }
}
