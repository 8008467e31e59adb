using Slipway.Webhooks.Definitions;

namespace Slipway.Webhooks.Deliveries;

/// <summary>The newest delivery of a webhook.</summary>
public sealed record LastDelivery
{
    /// <summary>Whose.</summary>
    public required WebhookId WebhookId { get; init; }

    /// <summary>Which.</summary>
    public required DeliveryId Id { get; init; }

    /// <summary>Where it stands.</summary>
    public required DeliveryState State { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
