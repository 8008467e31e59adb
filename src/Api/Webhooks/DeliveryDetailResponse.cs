namespace Slipway.Api.Webhooks;

/// <summary>A delivery with all its attempts.</summary>
public sealed record DeliveryDetailResponse
{
    /// <summary>Opaque.</summary>
    public required string Id { get; init; }

    /// <summary>The webhook's name.</summary>
    public required string Webhook { get; init; }

    /// <summary>The automation's name; null for a delivery without one.</summary>
    public string? Automation { get; init; }

    /// <summary>The execution's id; null without one.</summary>
    public string? Execution { get; init; }

    /// <summary>The event's id; null without one.</summary>
    public string? Event { get; init; }

    /// <summary>One of <see cref="DeliveryStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>Why it is in this state; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>The <c>webhook-id</c> header, the same at each attempt.</summary>
    public required string WebhookId { get; init; }

    /// <summary>The rendered body, secrets still as placeholders.</summary>
    public required string Payload { get; init; }

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<AttemptResponse> Attempts { get; init; }

    /// <summary>UTC; null when none is planned.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
