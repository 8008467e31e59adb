using Slipway.Access;

namespace Slipway.Events;

/// <summary>Where an event belongs: events of an artifact in its project never match automations of a registry, nor the other way round.</summary>
public enum ScopeKind
{
    /// <summary>A registry: registered models and what is linked to them.</summary>
    Registry,

    /// <summary>A project: artifacts where they were logged.</summary>
    Project,

    /// <summary>The team itself, such as a webhook that was disabled.</summary>
    Team,
}

/// <summary>A fact to append. The log knows no type of event; the rooms that raise them do.</summary>
public record NewEvent
{
    /// <summary>One of <see cref="Api.Events.EventTypes"/>.</summary>
    public required string Type { get; init; }

    public required TeamId TeamId { get; init; }

    public required string Team { get; init; }

    /// <summary>The project that owns what changed: <c>model-registry</c> for registered models.</summary>
    public string? Project { get; init; }

    public required ScopeKind ScopeKind { get; init; }

    /// <summary>The registered model or artifact collection that changed; null when the event is about none.</summary>
    public long? CollectionId { get; init; }

    /// <summary>Its name when it is a registered model.</summary>
    public string? RegisteredModel { get; init; }

    /// <summary>Its name when it is an artifact.</summary>
    public string? Artifact { get; init; }

    /// <summary>The artifact version concerned, the number in <c>Artifact:number</c>.</summary>
    public long? ArtifactVersionId { get; init; }

    /// <summary><c>v3</c>, as the collection counts.</summary>
    public string? Version { get; init; }

    public string? Alias { get; init; }

    public string? Tag { get; init; }

    /// <summary>The run concerned, by its id in its project.</summary>
    public string? Run { get; init; }

    /// <summary>The metric that crossed its threshold.</summary>
    public string? Metric { get; init; }

    /// <summary>The watch of a metric that fired, for whoever set it; null for none.</summary>
    public long? WatchId { get; init; }

    /// <summary>What held before, as JSON text; null for nothing.</summary>
    public string? Before { get; init; }

    /// <summary>What holds now, as JSON text; null for nothing.</summary>
    public string? After { get; init; }

    /// <summary>Who did it.</summary>
    public required string Actor { get; init; }

    /// <summary>How many causes led here: 0 for a person's change, one more for each automation in between.</summary>
    public int Depth { get; init; }
}

/// <summary>An event as the log holds it.</summary>
public sealed record LoggedEvent : NewEvent
{
    public required EventId Id { get; init; }

    /// <summary>Its place in commit order; null until the log was read past it.</summary>
    public long? Number { get; init; }

    /// <summary>The database's clock at the append.</summary>
    public required DateTimeOffset At { get; init; }
}
