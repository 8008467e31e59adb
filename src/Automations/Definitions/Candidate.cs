using Slipway.Access;

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

    public required string EventType { get; init; }

    public string? AliasPattern { get; init; }

    public string? TagPattern { get; init; }

    public required string ActionType { get; init; }

    public long? WebhookId { get; init; }

    public string? Payload { get; init; }

    /// <summary>From when, inclusive, by the database's clock.</summary>
    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>Until when, exclusive; null while it stands.</summary>
    public DateTimeOffset? ValidTo { get; init; }
}
