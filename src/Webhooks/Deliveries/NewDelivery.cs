using Slipway.Events;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Payloads;

namespace Slipway.Webhooks.Deliveries;

/// <summary>A delivery to be made.</summary>
public sealed record NewDelivery
{
    /// <summary>Where to; its URL, headers and secrets are read at each attempt.</summary>
    public required WebhookId Webhook { get; init; }

    /// <summary>What to send; kept as it is for all attempts.</summary>
    public required RenderedPayload Payload { get; init; }

    /// <summary>Name of the automation that answers; null for none.</summary>
    public string? Automation { get; init; }

    /// <summary>The automation's execution; null for none.</summary>
    public long? Execution { get; init; }

    /// <summary>The event that is answered; null for none.</summary>
    public EventId? Event { get; init; }
}
