using Slipway.Access;
using Slipway.Api.Automations;
using Slipway.Launch.Queues;
using Slipway.Registry.Collections;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Testing;

namespace Slipway.Automations.Definitions;

/// <summary>An automation as it stands now.</summary>
public sealed record Automation
{
    public required AutomationId Id { get; init; }

    public required TeamId TeamId { get; init; }

    /// <summary>
    /// What its people decided. A webhook or secret deleted by force disables it all the same. What its action names bears the name that it
    /// has now; null when it is gone.
    /// </summary>
    public required AutomationSettings Settings { get; init; }

    /// <summary>Why it does not run although it is enabled; null when it does.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>The registered model or artifact of its scope; null for none.</summary>
    public CollectionId? CollectionId { get; init; }

    public WebhookId? WebhookId { get; init; }

    public QueueId? QueueId { get; init; }

    /// <summary>Whether it comes without its payload or overrides, as in lists that show none.</summary>
    public bool IsBrief { get; init; }

    /// <summary>What keeps its action from being carried out for now, as sentences; null for nothing.</summary>
    public string? Doubts { get; init; }

    /// <summary>Whether its webhook starts workflows of GitHub.</summary>
    public bool IsGithubDispatch { get; init; }

    /// <summary>What people should know of it; null for nothing. Made when it is asked for, which takes as long as the payload is.</summary>
    public string? Warning =>
        IsGithubDispatch && !IsBrief && GithubDispatch.WarningOfTemplate(Settings.Action.Template) is { } github ? $"{Doubts} {github}".TrimStart() : Doubts;

    public required string CreatedBy { get; init; }

    /// <summary>Who saved it last, under whose name it acts.</summary>
    public required string SavedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public string Name => Settings.Name;

    /// <summary>Whether it runs.</summary>
    public bool IsActive => Settings.Enabled && DisabledReason is null;
}
