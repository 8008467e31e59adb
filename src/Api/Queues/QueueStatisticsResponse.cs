namespace Slipway.Api.Queues;

/// <summary>How a queue does (B11).</summary>
public sealed record QueueStatisticsResponse
{
    /// <summary>How many wait, by one of <see cref="WaitReasons"/>.</summary>
    public required IReadOnlyDictionary<string, int> Depth { get; init; }

    /// <summary>The age of the oldest that waits; null when none does.</summary>
    public double? OldestWaitSeconds { get; init; }

    /// <summary>How many are claimed, starting or running.</summary>
    public required int Active { get; init; }

    /// <summary>How many its live agents can run at once.</summary>
    public required int Slots { get; init; }

    /// <summary>Active by slots, 0 to 1; null without slots.</summary>
    public double? Utilisation { get; init; }

    /// <summary>One row for each minute in which something happened, oldest first.</summary>
    public required IReadOnlyList<QueueMinuteResponse> Minutes { get; init; }

    /// <summary>The last that failed or were lost, newest first.</summary>
    public required IReadOnlyList<ItemResponse> Errors { get; init; }
}
