namespace Slipway.Api.Runs;

/// <summary>What started a run (M17).</summary>
public sealed record RunCauseResponse
{
    /// <summary>The automation's name; null when a person did.</summary>
    public string? Automation { get; init; }

    /// <summary>The event's id; null for none.</summary>
    public string? Event { get; init; }

    /// <summary>The queue's name.</summary>
    public required string Queue { get; init; }

    /// <summary>The queue item's id.</summary>
    public required string Item { get; init; }

    /// <summary><c>team/project/job:v3</c>.</summary>
    public required string Job { get; init; }
}
