using Slipway.Launch.Agents;
using Slipway.Launch.Items;
using Slipway.Launch.Queues;

namespace Slipway.Launch.Attempts;

/// <summary>One try at an item as the database holds it.</summary>
public sealed record Attempt
{
    public required AttemptId Id { get; init; }

    public required ItemId ItemId { get; init; }

    public required QueueId QueueId { get; init; }

    public required AgentId AgentId { get; init; }

    /// <summary>1, 2, ...</summary>
    public required int Number { get; init; }

    public required AttemptState State { get; init; }

    public required DateTimeOffset LeaseUntil { get; init; }

    /// <summary>Running by then, or it failed.</summary>
    public required DateTimeOffset StartUntil { get; init; }

    /// <summary>When it was first seen running; null when it never was.</summary>
    public DateTimeOffset? RunningAt { get; init; }

    /// <summary>Null while its lease holds.</summary>
    public DateTimeOffset? UnknownSince { get; init; }

    public required long KeyId { get; init; }

    public string? BackendRef { get; init; }

    /// <summary>What it waits for before it runs, in its backend's words; null when nobody said.</summary>
    public string? Waiting { get; init; }

    /// <summary>How many bytes of its log have arrived.</summary>
    public required long LogEnd { get; init; }
}
