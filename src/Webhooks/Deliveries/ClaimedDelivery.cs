using Slipway.Access;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Payloads;

namespace Slipway.Webhooks.Deliveries;

/// <summary>A delivery that this server holds a claim on.</summary>
internal sealed class ClaimedDelivery
{
    private RenderedPayload? _rendered;

    public DeliveryId Id { get; init; }

    public TeamId TeamId { get; init; }

    public WebhookId WebhookId { get; init; }

    public string Webhook { get; init; } = "";

    public string? Automation { get; init; }

    public string MessageId { get; init; } = "";

    public string Payload { get; init; } = "";

    /// <summary>Attempts before this claim.</summary>
    public int Attempts { get; init; }

    /// <summary>A person asked for one more attempt after the end: none follows.</summary>
    public bool Once { get; init; }

    /// <summary>Null: was never delivered.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Guards every write: it counts only while the row still has it.</summary>
    public long Fence { get; init; }

    public RenderedPayload Rendered => _rendered ??= RenderedPayload.FromStored(Payload);
}
