using System.Text.Json;

namespace Slipway.Api.Queues;

/// <summary><c>POST /teams/{team}/queues</c> (M16).</summary>
public sealed record CreateQueueRequest
{
    /// <summary>1 to 64 characters, unique in its team.</summary>
    public required string Name { get; init; }

    /// <summary>One of <see cref="QueueResources"/>.</summary>
    public required string Resource { get; init; }

    /// <summary>Null for none.</summary>
    public string? Description { get; init; }

    /// <summary>Resource arguments that every item gets, with <c>{{variables}}</c>; null for none.</summary>
    public JsonElement? Config { get; init; }

    /// <summary>The variables of the config; null for none.</summary>
    public IReadOnlyList<TemplateVariableBody>? TemplateVariables { get; init; }

    /// <summary>0 critical, 1 high, 2 medium, 3 low; 2 when left out.</summary>
    public int? DefaultPriority { get; init; }

    /// <summary>How many may run at once; null for no limit.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>How many may wait; null for no limit.</summary>
    public int? MaxQueued { get; init; }

    /// <summary>From claim to running; 1800 when left out.</summary>
    public int? StartTimeoutSeconds { get; init; }

    /// <summary>A longer run is killed; null for no limit.</summary>
    public int? RunTimeoutSeconds { get; init; }

    /// <summary>From SIGTERM to SIGKILL; 10 when left out.</summary>
    public int? CancelGraceSeconds { get; init; }

    /// <summary>Who waits longer expires; null for no limit.</summary>
    public int? MaxWaitSeconds { get; init; }

    /// <summary>What an agent must have; null for none.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>One of <see cref="LostPolicies"/>; <c>fail</c> when left out.</summary>
    public string? LostPolicy { get; init; }

    /// <summary>With <c>retry</c>: how often it may be tried; 3 when left out.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>Resource arguments allowed beyond the safe list, decided by admins; null for none.</summary>
    public IReadOnlyList<string>? AllowedArguments { get; init; }

    /// <summary>Links for people, label to URL; null for none.</summary>
    public JsonElement? ExternalLinks { get; init; }
}
