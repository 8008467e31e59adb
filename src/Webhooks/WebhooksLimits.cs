using Slipway.Api;
using Slipway.Rest;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Deliveries;
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
        new("Name of a webhook", WebhookCheck.MaxNameLength, LimitUnit.Characters, ErrorCodes.NameInvalid),
        new("Attempts of a delivery, over about three days", RetrySchedule.Default.MaxAttempts, LimitUnit.Count, "it is `failed`"),
        new("Wait that a receiver's `Retry-After` can ask for", (long)RetrySchedule.LongestRetryAfter.TotalSeconds, LimitUnit.Seconds, "it is asked again then"),
        new("How often a delivery is lost with the server that attempts it", DeliveryRescuer.MostLost, LimitUnit.Count, "it is `failed` with `internal_error`"),
    ];
}
