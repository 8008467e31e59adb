namespace Slipway.Automations.Definitions;

/// <summary>What a person decided about an automation, as they wrote it: not yet held against what exists.</summary>
public sealed record AutomationDraft
{
    public required string Name { get; init; }

    /// <summary>Null for none.</summary>
    public string? Description { get; init; }

    public required bool Enabled { get; init; }

    public required ScopeType ScopeType { get; init; }

    /// <summary>The registered model's name; null unless the scope is one.</summary>
    public string? ModelName { get; init; }

    /// <summary>The project's name; null unless the scope is one.</summary>
    public string? ProjectName { get; init; }

    /// <summary>The artifact, as <c>project/artifact</c>; null unless the scope is one.</summary>
    public string? ArtifactName { get; init; }

    /// <summary>One of <see cref="EventRules.All"/>.</summary>
    public required string EventType { get; init; }

    /// <summary>An unanchored regular expression over the alias; null for any alias.</summary>
    public string? AliasPattern { get; init; }

    /// <summary>The same over the tag.</summary>
    public string? TagPattern { get; init; }

    public RunCondition Runs { get; init; } = RunCondition.None;

    public required ActionDraft Action { get; init; }
}

/// <summary>What an automation does; a closed set, each case handled in <see cref="Actions.ActionDispatch"/>.</summary>
public abstract record ActionDraft;

/// <summary>A request to a webhook of the team (M6, M7).</summary>
/// <param name="Webhook">Its name.</param>
/// <param name="Payload">The template's text; null sends <c>{}</c>.</param>
public sealed record WebhookActionDraft(string Webhook, string? Payload) : ActionDraft;

/// <summary>A run of a job, through a queue of the team (M17).</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Job"><c>team/project/job</c>.</param>
/// <param name="JobVersion">A version or alias, looked up whenever the automation fires; null for the newest.</param>
/// <param name="Project">Where the run goes.</param>
/// <param name="Overrides">The text of a template; null for none.</param>
public sealed record LaunchActionDraft(string Queue, string Job, string? JobVersion, string Project, string? Overrides) : ActionDraft;
