using Slipway.Access;
using Slipway.Launch.Queues;
using Slipway.Runs;

namespace Slipway.Launch.Items;

/// <summary>A queue item as the database holds it. Its texts come with one that was asked for by itself, and are empty in lists.</summary>
public sealed record Item
{
    public required ItemId Id { get; init; }

    public required TeamId TeamId { get; init; }

    public required string TeamName { get; init; }

    public required QueueId QueueId { get; init; }

    public required string QueueName { get; init; }

    public required ItemState State { get; init; }

    /// <summary>Why it ended so, as <c>code: sentence</c>; null when there is nothing to say. Why it waits is computed when asked.</summary>
    public string? Reason { get; init; }

    /// <summary>0 critical to 3 low.</summary>
    public required int Priority { get; init; }

    /// <summary><c>team/project/name:v3</c>.</summary>
    public required string Job { get; init; }

    public required long JobVersionId { get; init; }

    public required ProjectId ProjectId { get; init; }

    public required string ProjectName { get; init; }

    public required RunId RunId { get; init; }

    /// <summary>The run's id in its project.</summary>
    public required string RunKey { get; init; }

    /// <summary>An <see cref="Api.Agents.AttemptSpecBody"/> as JSON; id, attempt, fence and key are filled in at the claim.</summary>
    public required string Spec { get; init; }

    /// <summary>How large <see cref="Spec"/> is, whether it was read or not.</summary>
    public required long SpecBytes { get; init; }

    /// <summary>JSON array of the numbers of artifact versions that the job may read.</summary>
    public required string Inputs { get; init; }

    public string? CauseAutomation { get; init; }

    public long? CauseExecution { get; init; }

    public long? CauseEvent { get; init; }

    public ItemId? RerunOf { get; init; }

    /// <summary>How many causes led here: 0 for a person's.</summary>
    public required int Depth { get; init; }

    /// <summary>Attempts that were not given back unstarted.</summary>
    public required int Attempts { get; init; }

    public required int MaxAttempts { get; init; }

    /// <summary>The current attempt; null while none is.</summary>
    public long? AttemptId { get; init; }

    /// <summary>Who has it, or had it last.</summary>
    public string? AgentName { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Its resource arguments as they were given, as JSON; null in old items.</summary>
    public string? Asked { get; init; }

    public DateTimeOffset? CancelRequestedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public int? ExitCode { get; init; }
}
