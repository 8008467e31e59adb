using Slipway.Api;
using Slipway.Rest;
using Slipway.Webhooks.Payloads;
using Slipway.Webhooks.Sending;

namespace Slipway.Webhooks;

/// <summary>The limits of this room, for the guide.</summary>
internal static class WebhooksLimits
{
    public static readonly Limit[] All =
    [
        new("Payload, as it is written and as it is sent with its secrets", RenderedPayload.MaxBytes, LimitUnit.Bytes, ErrorCodes.PayloadTooLarge),
        new("URL of a webhook", WebhookUrl.MaxLength, LimitUnit.Characters, ErrorCodes.UrlRefused),
        new("Headers of a webhook's own", CustomHeaders.MaxCount, LimitUnit.Count, ErrorCodes.HeaderInvalid),
        new("Value of such a header, with its secrets", CustomHeaders.MaxValueLength, LimitUnit.Characters, ErrorCodes.HeaderInvalid),
        new("What is kept of a receiver's answer", WebhookSender.MaxResponseBody, LimitUnit.Bytes, "the rest is cut, with `responseTruncated`"),
    ];
}
