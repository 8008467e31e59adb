namespace Slipway.Api.Automations;

/// <summary>One answer of an automation to one event.</summary>
public sealed record ExecutionResponse
{
    /// <summary>Opaque.</summary>
    public required string Id { get; init; }

    /// <summary>The automation's name.</summary>
    public required string Automation { get; init; }

    /// <summary>The event's id.</summary>
    public required string Event { get; init; }

    /// <summary>One of <see cref="ExecutionStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>Why; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>The delivery's id; null when the action is no webhook or made none.</summary>
    public string? Delivery { get; init; }

    /// <summary>The queue item's id; null when the action is no launch or made none.</summary>
    public string? Item { get; init; }

    /// <summary>The item's run, as <c>team/project/run</c>; null when there is none.</summary>
    public string? Run { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset At { get; init; }
}
