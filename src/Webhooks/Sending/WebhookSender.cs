namespace Slipway.Webhooks.Sending;

/// <summary>Makes exactly one attempt: no retry, no redirect, no cookie, no decompression. Retrying is the business of Deliveries.</summary>
internal sealed class WebhookSender
{
    /// <summary>Sends the request. Whatever the network does is a result; only the end of <paramref name="ct"/> throws.</summary>
    public Task<AttemptResult> SendAsync(WebhookRequest request, CancellationToken ct) => throw new NotImplementedException();
}
