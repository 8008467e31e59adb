namespace Slipway.Launch.Items;

/// <summary>An item with why it waits.</summary>
/// <param name="Item">The item.</param>
/// <param name="Waits">One of <see cref="Api.Queues.WaitReasons"/>; null unless it is queued.</param>
public sealed record ItemStanding(Item Item, string? Waits);

/// <summary>An item with its life.</summary>
public sealed record ItemDetail(ItemStanding Standing, IReadOnlyList<ItemAttempt> Tries, IReadOnlyList<ItemTransition> Timeline);

/// <summary>One attempt, as people see it.</summary>
public sealed record ItemAttempt
{
    public required int Number { get; init; }

    /// <summary>The agent's name.</summary>
    public required string Agent { get; init; }

    public required string State { get; init; }

    public required DateTimeOffset ClaimedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? RunningAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public required DateTimeOffset LeaseUntil { get; init; }

    public int? ExitCode { get; init; }

    public string? Reason { get; init; }

    public string? BackendRef { get; init; }
}

/// <summary>One step of an item's life.</summary>
public sealed record ItemTransition
{
    public int? Attempt { get; init; }

    public string? FromState { get; init; }

    public required string ToState { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Actor { get; init; }

    public string? Reason { get; init; }
}
