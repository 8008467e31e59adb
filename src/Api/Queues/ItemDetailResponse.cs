using System.Text.Json;

namespace Slipway.Api.Queues;

/// <summary>A queue item with its life.</summary>
public sealed record ItemDetailResponse
{
    /// <summary>Opaque.</summary>
    public required string Id { get; init; }

    /// <summary>The team's name.</summary>
    public required string Team { get; init; }

    /// <summary>The queue's name.</summary>
    public required string Queue { get; init; }

    /// <summary>One of <see cref="ItemStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>Why it waits or how it ended; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>0 critical to 3 low.</summary>
    public required int Priority { get; init; }

    /// <summary><c>team/project/job</c>.</summary>
    public required string Job { get; init; }

    /// <summary>The resolved version, as <c>v3</c>.</summary>
    public required string JobVersion { get; init; }

    /// <summary>Where the run goes.</summary>
    public required string Project { get; init; }

    /// <summary>The run's id.</summary>
    public required string Run { get; init; }

    /// <summary>Who has it, or had it last; null while nobody did.</summary>
    public string? Agent { get; init; }

    /// <summary>How often it was claimed and not given back.</summary>
    public required int Attempts { get; init; }

    /// <summary>Whether somebody asked to end it.</summary>
    public required bool CancelRequested { get; init; }

    /// <summary>What made it; null when a person queued it.</summary>
    public ItemCauseResponse? Cause { get; init; }

    /// <summary>Who queued it, or whose automation did.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC; null before it ran.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>UTC; null until it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Null when it gave none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>As resolved; null for none.</summary>
    public OverridesBody? Overrides { get; init; }

    /// <summary>As resolved; null for none.</summary>
    public JsonElement? ResourceArgs { get; init; }

    /// <summary>The attempts, oldest first.</summary>
    public required IReadOnlyList<ItemAttemptResponse> Tries { get; init; }

    /// <summary>Every step, oldest first.</summary>
    public required IReadOnlyList<ItemTransitionResponse> Timeline { get; init; }
}
