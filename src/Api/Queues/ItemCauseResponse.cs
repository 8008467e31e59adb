namespace Slipway.Api.Queues;

/// <summary>What made an item.</summary>
public sealed record ItemCauseResponse
{
    /// <summary>The automation's name; null when a person queued it.</summary>
    public string? Automation { get; init; }

    /// <summary>Its execution's id.</summary>
    public string? Execution { get; init; }

    /// <summary>The event's id.</summary>
    public string? Event { get; init; }

    /// <summary>The item that this one repeats.</summary>
    public string? RerunOf { get; init; }
}
