using System.Net.Sockets;

namespace Slipway.Webhooks.Sending;

/// <summary>The check of a webhook's URL when it is saved: its text, then its name (M5).</summary>
internal sealed class UrlCheck(EgressPolicy policy, AddressLookup lookup, TimeProvider time)
{
    private static readonly TimeSpan DnsDeadline = TimeSpan.FromSeconds(5);

    /// <summary>Refuses by the text, and when any address behind the name is refused (<c>url_refused</c>) or there is none
    /// (<c>host_unknown</c>). Name servers that fail or do not answer are no reason to refuse: saves with a warning.</summary>
    public async Task<UrlVerdict> CheckAsync(string text, CancellationToken ct)
    {
        if (!WebhookUrl.TryParse(text, policy.Options, out var url, out var refusal))
        {
            return new UrlVerdict { Refusal = refusal };
        }

        Resolution resolution;
        using var deadline = new CancellationTokenSource(DnsDeadline, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            resolution = await lookup.ResolveAsync(url!.Host, both.Token);
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return new UrlVerdict
            {
                Warning = $"The name {url!.Host} could not be checked: the name servers did not answer. It is checked again at each request.",
            };
        }

        var refused = policy.Decide(url.Host, url.Port, resolution).Refusal;
        return new UrlVerdict
        {
            Refusal = refused is { Code: SendErrorCodes.AddressRefused } ? refused with { Code = SendErrorCodes.UrlRefused } : refused,
        };
    }
}
