using Slipway.Access;
using Slipway.Automations.Definitions;
using Slipway.Launch.Queues;

namespace Slipway.Automations.Explanations;

/// <summary>A version of an automation as it rests, enabled or not.</summary>
internal sealed record ExplainedVersion
{
    public required AutomationVersionId Id { get; init; }
    public required AutomationId AutomationId { get; init; }
    public required string Name { get; init; }
    public required TeamId TeamId { get; init; }
    public ScopeType ScopeType { get; init; }
    public string? ScopeName { get; init; }
    public long? CollectionId { get; init; }
    public required string EventType { get; init; }
    public string? AliasPattern { get; init; }
    public string? TagPattern { get; init; }
    public string? RunStates { get; init; }
    public string? RunPattern { get; init; }
    public long? WatchId { get; init; }
    public required string ActionType { get; init; }
    public long? WebhookId { get; init; }
    public QueueId? QueueId { get; init; }
    public required DateTimeOffset ValidFrom { get; init; }
    public DateTimeOffset? ValidTo { get; init; }
    public required bool Enabled { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>As matching takes it.</summary>
    /// <param name="always">As if it had always stood: for what it would do today.</param>
    public Candidate ToCandidate(bool always) => new()
    {
        Id = Id,
        AutomationId = AutomationId,
        Name = Name,
        TeamId = TeamId,
        ScopeType = ScopeType,
        ScopeName = ScopeName,
        CollectionId = CollectionId,
        EventType = EventType,
        AliasPattern = AliasPattern,
        TagPattern = TagPattern,
        RunStates = RunStates,
        RunPattern = RunPattern,
        WatchId = WatchId,
        ActionType = ActionType,
        WebhookId = WebhookId,
        QueueId = QueueId,
        ValidFrom = always ? DateTimeOffset.MinValue : ValidFrom,
        ValidTo = always ? null : ValidTo,
    };
}
