namespace Slipway.Api.Queues;

/// <summary>One try at an item.</summary>
public sealed record ItemAttemptResponse
{
    /// <summary>1, 2, ...</summary>
    public required int Attempt { get; init; }

    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    /// <summary>One of <see cref="ItemStates"/>, or <c>unknown</c> while its agent is silent.</summary>
    public required string State { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset ClaimedAt { get; init; }

    /// <summary>UTC; when it got the right to start.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset? RunningAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>UTC; null once it ended.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>Null when it gave none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>What the agent's backend calls it; null when it has no name.</summary>
    public string? BackendRef { get; init; }
}
