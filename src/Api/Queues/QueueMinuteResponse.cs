namespace Slipway.Api.Queues;

/// <summary>One minute of a queue.</summary>
public sealed record QueueMinuteResponse
{
    /// <summary>UTC, the minute's beginning.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How many came.</summary>
    public required int Enqueued { get; init; }

    /// <summary>How many were claimed.</summary>
    public required int Claimed { get; init; }

    /// <summary>How many ended well.</summary>
    public required int Succeeded { get; init; }

    /// <summary>How many failed.</summary>
    public required int Failed { get; init; }

    /// <summary>How many were cancelled or expired.</summary>
    public required int Cancelled { get; init; }

    /// <summary>How many were lost.</summary>
    public required int Lost { get; init; }

    /// <summary>From enqueue to claim; null when none was claimed.</summary>
    public double? ClaimP50Milliseconds { get; init; }

    /// <summary>From enqueue to claim.</summary>
    public double? ClaimP99Milliseconds { get; init; }

    /// <summary>From claim to running.</summary>
    public double? StartP50Milliseconds { get; init; }

    /// <summary>From claim to running.</summary>
    public double? StartP99Milliseconds { get; init; }
}
