using Slipway.Launch.Items;

namespace Slipway.Launch.Statistics;

/// <summary>How a queue does (B11).</summary>
public sealed record QueueStatistics
{
    /// <summary>How many wait, by one of <see cref="Api.Queues.WaitReasons"/>.</summary>
    public required IReadOnlyDictionary<string, int> Depth { get; init; }

    /// <summary>Null when none waits.</summary>
    public required TimeSpan? OldestWait { get; init; }

    public required int Active { get; init; }

    /// <summary>Of the live agents that have its labels.</summary>
    public required int Slots { get; init; }

    /// <summary>Oldest first.</summary>
    public required IReadOnlyList<QueueMinute> Minutes { get; init; }

    /// <summary>The last that failed or were lost, newest first.</summary>
    public required IReadOnlyList<ItemStanding> Errors { get; init; }
}

/// <summary>One minute of a queue. Spans are microseconds.</summary>
public sealed record QueueMinute
{
    /// <summary>Microseconds, its beginning.</summary>
    public required long Minute { get; init; }

    public required int Enqueued { get; init; }

    public required int Claimed { get; init; }

    public required int Succeeded { get; init; }

    public required int Failed { get; init; }

    public required int Cancelled { get; init; }

    public required int Lost { get; init; }

    public long? ClaimP50 { get; init; }

    public long? ClaimP99 { get; init; }

    public long? StartP50 { get; init; }

    public long? StartP99 { get; init; }
}
