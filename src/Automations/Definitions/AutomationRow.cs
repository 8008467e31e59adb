using System.Text.Json;
using Slipway.Access;
using Slipway.Launch.Queues;
using Slipway.Registry.Collections;
using Slipway.Webhooks.Definitions;

namespace Slipway.Automations.Definitions;

/// <summary>An automation as it is stored: itself with the version that stands.</summary>
internal sealed record AutomationRow
{
    public AutomationId Id { get; init; }

    public TeamId TeamId { get; init; }

    public string Settings { get; init; } = "";

    public string? Payload { get; init; }

    public bool IsBrief { get; init; }

    public CollectionId? CollectionId { get; init; }

    public WebhookId? WebhookId { get; init; }

    public QueueId? QueueId { get; init; }

    public string CreatedBy { get; init; } = "";

    public string SavedBy { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <exception cref="JsonException">Its settings cannot be read any more.</exception>
    public Automation ToAutomation()
    {
        var settings = VersionRow.SettingsOf(Settings);
        return new()
        {
            Id = Id,
            TeamId = TeamId,
            Settings = settings with { Action = settings.Action.With(Payload) },
            IsBrief = IsBrief,
            CollectionId = CollectionId,
            WebhookId = WebhookId,
            QueueId = QueueId,
            CreatedBy = CreatedBy,
            SavedBy = SavedBy,
            CreatedAt = CreatedAt,
            UpdatedAt = UpdatedAt,
        };
    }
}
