namespace Slipway.Webhooks.Deliveries;

/// <summary>Where a delivery stands, for rooms that show it beside their own things.</summary>
public sealed record DeliverySummary
{
    /// <summary>Which.</summary>
    public required DeliveryId Id { get; init; }

    /// <summary>Where it stands.</summary>
    public required DeliveryState State { get; init; }

    /// <summary>Why, as <c>code: sentence</c>; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>Attempts that were made.</summary>
    public required int Attempts { get; init; }

    /// <summary>When the next attempt is due, UTC; null when none is planned.</summary>
    public DateTimeOffset? DueAt { get; init; }
}
