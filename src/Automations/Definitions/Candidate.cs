using Slipway.Access;
using Slipway.Launch.Queues;

namespace Slipway.Automations.Definitions;

/// <summary>An automation as it stood for a time, with all that matching and dispatch need.</summary>
public sealed record Candidate
{
    public required AutomationVersionId Id { get; init; }

    public required AutomationId AutomationId { get; init; }

    public required string Name { get; init; }

    public required TeamId TeamId { get; init; }

    /// <summary>Null for the whole registry.</summary>
    public long? CollectionId { get; init; }

    public ScopeType ScopeType { get; init; }

    /// <summary>The registered model or the project; null for a whole registry or team.</summary>
    public string? ScopeName { get; init; }

    public required string EventType { get; init; }

    public string? AliasPattern { get; init; }

    public string? TagPattern { get; init; }

    /// <summary>JSON array of the run states that count; null for every one.</summary>
    public string? RunStates { get; init; }

    /// <summary>Over the run's name; null for every run.</summary>
    public string? RunPattern { get; init; }

    /// <summary>The watch of the metric; null for none.</summary>
    public long? WatchId { get; init; }

    public required string ActionType { get; init; }

    public long? WebhookId { get; init; }

    public QueueId? QueueId { get; init; }

    /// <summary><c>team/project/job</c>.</summary>
    public string? Job { get; init; }

    public string? JobVersion { get; init; }

    /// <summary>Where the run goes.</summary>
    public string? Project { get; init; }

    /// <summary>Who saved this version.</summary>
    public string SavedBy { get; init; } = "";

    /// <summary>From when, inclusive, by the database's clock.</summary>
    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>Until when, exclusive; null while it stands.</summary>
    public DateTimeOffset? ValidTo { get; init; }
}
