using Slipway.Access;
using Slipway.Launch.Queues;
using Slipway.Registry.Collections;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Trials;

namespace Slipway.Automations.Definitions;

/// <summary>An automation as it stands now.</summary>
public sealed record Automation
{
    public required AutomationId Id { get; init; }

    public required TeamId TeamId { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary>What its people decided; a webhook or secret deleted by force disables it all the same.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Why it does not run although it is enabled; null when it does.</summary>
    public string? DisabledReason { get; init; }

    public required ScopeType ScopeType { get; init; }

    /// <summary>The registered model's or project's name, or <c>project/artifact</c>; null for the whole registry or team.</summary>
    public string? ScopeName { get; init; }

    /// <summary>The registered model or artifact; null for none.</summary>
    public CollectionId? CollectionId { get; init; }

    public required string EventType { get; init; }

    public string? AliasPattern { get; init; }

    public string? TagPattern { get; init; }

    /// <summary>JSON array; null for every state, and with events of the registry.</summary>
    public string? RunStates { get; init; }

    public string? RunPattern { get; init; }

    /// <summary>JSON object; null but with <c>RUN_METRIC</c>.</summary>
    public string? Metric { get; init; }

    /// <summary>The watch that stands for the metric; null for none.</summary>
    public long? WatchId { get; init; }

    public required string ActionType { get; init; }

    public WebhookId? WebhookId { get; init; }

    /// <summary>The webhook's name; null when it is gone.</summary>
    public string? Webhook { get; init; }

    public QueueId? QueueId { get; init; }

    /// <summary>The queue's name; null when it is gone.</summary>
    public string? Queue { get; init; }

    /// <summary><c>team/project/job</c>; null but for the action <c>launch</c>.</summary>
    public string? Job { get; init; }

    /// <summary>As written; null for the newest.</summary>
    public string? JobVersion { get; init; }

    /// <summary>Where the run goes.</summary>
    public string? Project { get; init; }

    /// <summary>The text of the payload's or the overrides' template; null for none, and where it was left out.</summary>
    public string? Payload { get; init; }

    /// <summary>Whether it comes without its payload, as in lists that show none.</summary>
    public bool IsBrief { get; init; }

    /// <summary>What keeps its action from being carried out for now, as sentences; null for nothing.</summary>
    public string? Doubts { get; init; }

    /// <summary>Whether its webhook starts workflows of GitHub.</summary>
    public bool IsGithubDispatch { get; init; }

    /// <summary>What people should know of it; null for nothing. Made when it is asked for, which takes as long as the payload is.</summary>
    public string? Warning =>
        IsGithubDispatch && !IsBrief && GithubDispatch.WarningOfTemplate(Payload) is { } github ? $"{Doubts} {github}".TrimStart() : Doubts;

    public required string CreatedBy { get; init; }

    /// <summary>Who saved it last, under whose name it acts.</summary>
    public required string SavedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The decisions that it stands for, for editing them.</summary>
    public AutomationDraft ToDraft() => new()
    {
        Name = Name,
        Description = Description,
        Enabled = Enabled,
        ScopeType = ScopeType,
        ModelName = ScopeType == ScopeType.RegisteredModel ? ScopeName : null,
        ProjectName = ScopeType == ScopeType.Project ? ScopeName : null,
        ArtifactName = ScopeType == ScopeType.Artifact ? ScopeName : null,
        EventType = EventType,
        AliasPattern = AliasPattern,
        TagPattern = TagPattern,
        Runs = RunCondition.FromStored(RunStates, RunPattern, Metric),
        Action = ActionType == ActionTypes.Launch
            ? new LaunchActionDraft(Queue ?? "", Job ?? "", JobVersion, Project ?? "", Payload)
            : new WebhookActionDraft(Webhook ?? "", Payload),
    };
}
