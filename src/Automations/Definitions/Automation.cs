using Slipway.Access;
using Slipway.Registry.Collections;
using Slipway.Webhooks.Definitions;

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

    /// <summary>The registered model's name; null for the whole registry.</summary>
    public string? ScopeName { get; init; }

    /// <summary>The registered model; null for the whole registry.</summary>
    public CollectionId? CollectionId { get; init; }

    public required string EventType { get; init; }

    public string? AliasPattern { get; init; }

    public string? TagPattern { get; init; }

    public required string ActionType { get; init; }

    public WebhookId? WebhookId { get; init; }

    /// <summary>The webhook's name; null when it is gone.</summary>
    public string? Webhook { get; init; }

    /// <summary>The template's text; null sends <c>{}</c>.</summary>
    public string? Payload { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    internal AutomationDraft ToDraft() => new()
    {
        Name = Name,
        Description = Description,
        Enabled = Enabled,
        ScopeType = ScopeType,
        ModelName = ScopeName,
        EventType = EventType,
        AliasPattern = AliasPattern,
        TagPattern = TagPattern,
        Action = new WebhookActionDraft(Webhook ?? "", Payload),
    };
}
