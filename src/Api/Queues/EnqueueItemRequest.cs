using System.Text.Json;

namespace Slipway.Api.Queues;

/// <summary><c>POST /teams/{team}/queues/{queue}/items</c>.</summary>
public sealed record EnqueueItemRequest
{
    /// <summary><c>team/project/job</c>.</summary>
    public required string Job { get; init; }

    /// <summary>A version or alias; <c>latest</c> when left out.</summary>
    public string? JobVersion { get; init; }

    /// <summary>Where the run goes; a project of the queue's team.</summary>
    public required string Project { get; init; }

    /// <summary>Null for none.</summary>
    public OverridesBody? Overrides { get; init; }

    /// <summary>Beyond the queue's config; refused where the queue does not allow it. Null for none.</summary>
    public JsonElement? ResourceArgs { get; init; }

    /// <summary>An object, variable to value; null for the defaults.</summary>
    public JsonElement? TemplateVariables { get; init; }

    /// <summary>0 critical to 3 low; the queue's default when left out.</summary>
    public int? Priority { get; init; }

    /// <summary>What people call the run; null for a name made up.</summary>
    public string? RunName { get; init; }

    /// <summary>A second item of the team with the same key answers the first; null for none.</summary>
    public string? DedupeKey { get; init; }

    /// <summary>UTC; null for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }
}
