using System.Text.Json;
using Slipway.Access;
using Slipway.Api.Automations;
using Slipway.Api.Texts;
using Slipway.Launch.Queues;
using Slipway.Registry.Collections;
using Slipway.Storage;
using Slipway.Webhooks.Definitions;

namespace Slipway.Automations.Definitions;

/// <summary>An automation as it is stored: itself with the version that stands.</summary>
internal sealed record AutomationRow
{
    public AutomationId Id { get; init; }

    public TeamId TeamId { get; init; }

    public string Name { get; init; } = "";

    public string Settings { get; init; } = "";

    public string Scope { get; init; } = "";

    public string? ScopeName { get; init; }

    public string EventType { get; init; } = "";

    public string? Payload { get; init; }

    public bool IsBrief { get; init; }

    public CollectionId? CollectionId { get; init; }

    public WebhookId? WebhookId { get; init; }

    public QueueId? QueueId { get; init; }

    public string CreatedBy { get; init; } = "";

    public string SavedBy { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public Automation ToAutomation()
    {
        var settings = ReadSettings();
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

    private AutomationSettings ReadSettings()
    {
        try
        {
            return VersionRow.SettingsOf(Settings);
        }
        catch (JsonException)
        {
            // Shown by its columns, so that it hides no other, and can be deleted or saved anew.
            return new()
            {
                Name = Name,
                Description = VersionRow.Unreadable,
                Enabled = false,
                Scope = new() { Type = EnumText.Find<ScopeType>(Scope) ?? ScopeType.Unknown, Name = ScopeName },
                Event = new() { Type = EnumWords.Find<AutomationEventType>(EventType) ?? AutomationEventType.Unknown },
                Action = QueueId is null ? new WebhookAction() : new LaunchAction(),
            };
        }
    }
}
