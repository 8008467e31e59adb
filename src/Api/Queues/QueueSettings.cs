using System.Text.Json;

namespace Slipway.Api.Queues;

/// <summary>
/// What people decide about a queue (M16): the body of <c>POST /teams/{team}/queues</c>, and the fields that <c>PATCH</c> may give.
/// </summary>
public record QueueSettings : SettingsBase
{
    /// <summary>1 to 64 characters, unique in its team.</summary>
    [Fixed]
    public required string Name { get; init; }

    /// <summary>What its items are started on.</summary>
    [Fixed]
    public required QueueResource Resource { get; init; }

    /// <summary>Whether nothing is claimed from it. What runs goes on.</summary>
    public bool Paused { get; init; }

    /// <summary>Said to people while it is paused, such as until when and whom to ask; null for none.</summary>
    public string? PauseNote { get; init; }

    /// <summary>What it is for, for people; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>Resource arguments that every item gets, with <c>{{variables}}</c>: a JSON object, kept as it is written. Null for none.</summary>
    public JsonElement? Config { get; init; }

    /// <summary>The variables of the config.</summary>
    public IReadOnlyList<TemplateVariableBody> TemplateVariables { get; init; } = [];

    /// <summary>Of items that name none: 0 critical, 1 high, 2 medium, 3 low.</summary>
    public int DefaultPriority { get; init; } = 2;

    /// <summary>How many items may be with agents at once; null for no limit.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>How many items may wait; null for no limit.</summary>
    public int? MaxQueued { get; init; }

    /// <summary>Seconds from claim to running. An item that takes longer fails.</summary>
    public int StartTimeoutSeconds { get; init; } = 1800;

    /// <summary>Seconds that a program may run before it is killed; null for no limit.</summary>
    public int? RunTimeoutSeconds { get; init; }

    /// <summary>Seconds from SIGTERM to SIGKILL when a run is cancelled.</summary>
    public int CancelGraceSeconds { get; init; } = 10;

    /// <summary>Seconds that an item may wait before it expires; null for no limit.</summary>
    public int? MaxWaitSeconds { get; init; }

    /// <summary>What an agent must have to be given its items.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>What becomes of a run whose agent fell silent.</summary>
    public LostPolicy LostPolicy { get; init; } = LostPolicy.Fail;

    /// <summary>How often an item may be tried, with the policy <c>retry</c>.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Resource arguments that items may have beyond the safe list, decided by the team's admins.</summary>
    public IReadOnlyList<string> AllowedArguments { get; init; } = [];

    /// <summary>Links for people: a JSON object, label to http or https URL; null for none.</summary>
    public JsonElement? ExternalLinks { get; init; }
}
