using System.Net.Sockets;

namespace Slipway.Webhooks.Sending;

/// <summary>Resolves names, and knows the NAT64 prefixes of this network: an IPv6 address under one of them leads to an IPv4
/// address, maybe a private one, though it looks like any public address (RFC 7050).</summary>
internal sealed class AddressLookup(IHostResolver resolver, TimeProvider time)
{
    private static readonly TimeSpan KeepKnown = TimeSpan.FromHours(1);
    private static readonly TimeSpan KeepUnknown = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private volatile Discovery? _discovery;

    /// <summary>Throws as <see cref="IHostResolver.ResolveAsync"/> does.</summary>
    public async Task<Resolution> ResolveAsync(string host, CancellationToken ct)
    {
        var addresses = await resolver.ResolveAsync(host, ct);
        var hasIPv6 = addresses.Any(a => a.AddressFamily == AddressFamily.InterNetworkV6 && !a.IsIPv4MappedToIPv6);
        return new Resolution(addresses, hasIPv6 ? await TranslatorsAsync(ct) : []);
    }

    private async Task<IReadOnlyList<Nat64Prefix>> TranslatorsAsync(CancellationToken ct)
    {
        var known = _discovery;
        if (known is not null && time.GetElapsedTime(known.At) < known.Keep)
        {
            return known.Prefixes;
        }

        using var deadline = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            var answers = await resolver.ResolveAsync("ipv4only.arpa", both.Token);
            known = new Discovery(Nat64Prefix.Find(answers), time.GetTimestamp(), KeepKnown);
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            // What was known stays: a translator does not go away because a lookup failed.
            known = new Discovery(known?.Prefixes ?? [], time.GetTimestamp(), KeepUnknown);
        }

        _discovery = known;
        return known.Prefixes;
    }

    private sealed record Discovery(IReadOnlyList<Nat64Prefix> Prefixes, long At, TimeSpan Keep);
}
