using System.Text.Json;

namespace Slipway.Api.Queues;

/// <summary>A queue.</summary>
public sealed record QueueResponse
{
    /// <summary>Opaque.</summary>
    public required string Id { get; init; }

    /// <summary>The team's name.</summary>
    public required string Team { get; init; }

    /// <summary>The queue's name.</summary>
    public required string Name { get; init; }

    /// <summary>One of <see cref="QueueResources"/>.</summary>
    public required string Resource { get; init; }

    /// <summary>Whether nothing is claimed.</summary>
    public required bool Paused { get; init; }

    /// <summary>Null for none.</summary>
    public string? Description { get; init; }

    /// <summary>Resource arguments that every item gets; null for none.</summary>
    public JsonElement? Config { get; init; }

    /// <summary>The variables of the config.</summary>
    public required IReadOnlyList<TemplateVariableBody> TemplateVariables { get; init; }

    /// <summary>0 critical to 3 low.</summary>
    public required int DefaultPriority { get; init; }

    /// <summary>Null for no limit.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>Null for no limit.</summary>
    public int? MaxQueued { get; init; }

    /// <summary>From claim to running.</summary>
    public required int StartTimeoutSeconds { get; init; }

    /// <summary>Null for no limit.</summary>
    public int? RunTimeoutSeconds { get; init; }

    /// <summary>From SIGTERM to SIGKILL.</summary>
    public required int CancelGraceSeconds { get; init; }

    /// <summary>Null for no limit.</summary>
    public int? MaxWaitSeconds { get; init; }

    /// <summary>What an agent must have.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>One of <see cref="LostPolicies"/>.</summary>
    public required string LostPolicy { get; init; }

    /// <summary>With <c>retry</c>: how often it may be tried.</summary>
    public required int MaxAttempts { get; init; }

    /// <summary>Resource arguments allowed beyond the safe list.</summary>
    public required IReadOnlyList<string> AllowedArguments { get; init; }

    /// <summary>Null for none.</summary>
    public JsonElement? ExternalLinks { get; init; }

    /// <summary>How many wait.</summary>
    public required int Queued { get; init; }

    /// <summary>How many are claimed, starting or running.</summary>
    public required int Active { get; init; }

    /// <summary>How many live agents serve it.</summary>
    public required int LiveAgents { get; init; }

    /// <summary>What keeps it from working, such as that no agent serves it; null when nothing does.</summary>
    public string? Warning { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
