using System.Text.Json;
using Slipway.Api.Queues;

namespace Slipway.Launch.Queues;

/// <summary>All that people decide about a queue.</summary>
public sealed record QueueDraft
{
    /// <summary>1 to 64 characters, unique in its team.</summary>
    public required string Name { get; init; }

    /// <summary>One of <see cref="QueueResources"/>.</summary>
    public required string Resource { get; init; }

    /// <summary>Null for none.</summary>
    public string? Description { get; init; }

    /// <summary>Resource arguments of every item, with <c>{{variables}}</c>; null for none.</summary>
    public JsonElement? Config { get; init; }

    public IReadOnlyList<TemplateVariableBody> TemplateVariables { get; init; } = [];

    /// <summary>0 critical to 3 low.</summary>
    public int DefaultPriority { get; init; } = 2;

    /// <summary>Null for no limit.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>Null for no limit.</summary>
    public int? MaxQueued { get; init; }

    /// <summary>Seconds from claim to running.</summary>
    public int StartTimeout { get; init; } = 1800;

    /// <summary>Seconds; null for no limit.</summary>
    public int? RunTimeout { get; init; }

    /// <summary>Seconds from SIGTERM to SIGKILL.</summary>
    public int CancelGrace { get; init; } = 10;

    /// <summary>Seconds; null for no limit.</summary>
    public int? MaxWait { get; init; }

    /// <summary>What an agent must have.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>One of <see cref="LostPolicies"/>.</summary>
    public string LostPolicy { get; init; } = LostPolicies.Fail;

    /// <summary>How often an item may be tried.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Resource arguments allowed beyond the safe list.</summary>
    public IReadOnlyList<string> AllowedArguments { get; init; } = [];

    /// <summary>Label to URL; null for none.</summary>
    public JsonElement? ExternalLinks { get; init; }

    /// <summary>Whether nothing is claimed.</summary>
    public bool Paused { get; init; }
}
