namespace Slipway.Api.Webhooks;

/// <summary>A delivery in a list.</summary>
public sealed record DeliveryResponse
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

    /// <summary>How many attempts were made.</summary>
    public required int Attempts { get; init; }

    /// <summary>UTC; null when none is planned.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
