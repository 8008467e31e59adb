using System.Text.Json;

namespace Slipway.Api.Events;

/// <summary>One event of a team's log.</summary>
public sealed record EventResponse
{
    /// <summary>Opaque.</summary>
    public required string Id { get; init; }

    /// <summary>In commit order, one more each time; what <c>?after=</c> takes. Null only until it is given.</summary>
    public long? Number { get; init; }

    /// <summary>One of <see cref="EventTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who caused it.</summary>
    public required string Actor { get; init; }

    /// <summary>The team's name.</summary>
    public required string Team { get; init; }

    /// <summary>The project's name; <c>model-registry</c> for registry events.</summary>
    public string? Project { get; init; }

    /// <summary>The registered model; null for events of a project.</summary>
    public string? RegisteredModel { get; init; }

    /// <summary>The source artifact's name; null when none is concerned.</summary>
    public string? Artifact { get; init; }

    /// <summary><c>v3</c> in the collection that the event is about; null when none is concerned.</summary>
    public string? Version { get; init; }

    /// <summary>With alias events.</summary>
    public string? Alias { get; init; }

    /// <summary>With tag events.</summary>
    public string? Tag { get; init; }

    /// <summary>With events of runs: the run's id in its project.</summary>
    public string? Run { get; init; }

    /// <summary>With <c>RUN_METRIC</c>: the metric.</summary>
    public string? Metric { get; init; }

    /// <summary>What was there; null for nothing.</summary>
    public JsonElement? Before { get; init; }

    /// <summary>What is there now; null for nothing.</summary>
    public JsonElement? After { get; init; }
}
