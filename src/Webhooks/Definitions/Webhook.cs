using Slipway.Access;
using Slipway.Api.Webhooks;

namespace Slipway.Webhooks.Definitions;

/// <summary>A webhook of a team (M4): a definition that many automations may share.</summary>
public sealed record Webhook
{
    /// <summary>Stays when the name changes.</summary>
    public required WebhookId Id { get; init; }

    /// <summary>The team it belongs to.</summary>
    public required TeamId TeamId { get; init; }

    /// <summary>What people decided about it.</summary>
    public required WebhookSettings Settings { get; init; }

    /// <summary>Why Slipway disabled it; null while enabled or when a person did.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>What was odd at save; null for nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>What looks like a secret written out in it; null for nothing. Filled by the operations that show it.</summary>
    public string? LiteralSecretWarning { get; init; }

    /// <summary>All that people should know about how it is saved.</summary>
    public IReadOnlyList<string> Warnings => [.. ((string?[])[Warning, LiteralSecretWarning]).OfType<string>()];

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Who names it; filled by the operations that show it.</summary>
    public IReadOnlyList<WebhookUse> UsedBy { get; init; } = [];

    /// <summary>Unique in its team.</summary>
    public string Name => Settings.Name;
}
