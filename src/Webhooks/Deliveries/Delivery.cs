using Slipway.Webhooks.Payloads;

namespace Slipway.Webhooks.Deliveries;

/// <summary>One payload on its way to one webhook, by as many attempts as it takes.</summary>
public sealed record Delivery
{
    /// <summary>Which.</summary>
    public required DeliveryId Id { get; init; }

    /// <summary>The webhook's name when the delivery was made.</summary>
    public required string Webhook { get; init; }

    /// <summary>The <c>webhook-id</c> header: the same at each attempt.</summary>
    public required string MessageId { get; init; }

    /// <summary>Name of the automation; null for none.</summary>
    public string? Automation { get; init; }

    /// <summary>The automation's execution; null for none.</summary>
    public long? ExecutionId { get; init; }

    /// <summary>The event; null for none.</summary>
    public long? EventId { get; init; }

    /// <summary>Where it stands.</summary>
    public required DeliveryState State { get; init; }

    /// <summary>Why, as <c>code: sentence</c>; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>Attempts that were made.</summary>
    public required int Attempts { get; init; }

    /// <summary>When the next attempt is due, UTC; null when none is planned.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    internal string? Payload { get; init; }

    /// <summary>What is sent, secrets still as names; empty in a list.</summary>
    public RenderedPayload Rendered => Payload is null ? RenderedPayload.Empty : RenderedPayload.FromStored(Payload);
}
