using Slipway.Registry.Collections;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Payloads;

namespace Slipway.Automations.Definitions;

/// <summary>What a person decided about an automation, as they wrote it: not yet held against what exists.</summary>
public sealed record AutomationDraft
{
    public required string Name { get; init; }

    /// <summary>Null for none.</summary>
    public string? Description { get; init; }

    public required bool Enabled { get; init; }

    public required ScopeType ScopeType { get; init; }

    /// <summary>The registered model's name; null for the whole registry.</summary>
    public string? ModelName { get; init; }

    /// <summary>One of <see cref="EventRules.Types"/>.</summary>
    public required string EventType { get; init; }

    /// <summary>An unanchored regular expression over the alias; null for any alias.</summary>
    public string? AliasPattern { get; init; }

    /// <summary>The same over the tag.</summary>
    public string? TagPattern { get; init; }

    public required ActionDraft Action { get; init; }
}

/// <summary>What an automation does; a closed set, each case handled in <see cref="Actions.ActionDispatch"/>.</summary>
public abstract record ActionDraft;

/// <summary>A request to a webhook of the team (M6, M7).</summary>
/// <param name="Webhook">Its name.</param>
/// <param name="Payload">The template's text; null sends <c>{}</c>.</param>
public sealed record WebhookActionDraft(string Webhook, string? Payload) : ActionDraft;

/// <summary>A draft held against what exists.</summary>
/// <param name="Draft">As written.</param>
/// <param name="Collection">The registered model of the scope; null for the whole registry.</param>
/// <param name="Webhook">The webhook of the action.</param>
/// <param name="Template">The action's payload.</param>
internal sealed record CheckedDraft(AutomationDraft Draft, Collection? Collection, Webhook Webhook, PayloadTemplate Template);
