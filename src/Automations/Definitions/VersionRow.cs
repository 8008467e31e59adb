using System.Text.Json;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Automations;
using Slipway.Launch.Queues;
using Slipway.Rest.Bodies;

namespace Slipway.Automations.Definitions;

/// <summary>A version of an automation as it is stored.</summary>
internal sealed record VersionRow
{
    /// <summary>Without the payload, which may be large: it is read where it is needed.</summary>
    public const string Columns =
        """
        v.id, v.automation_id, a.name, v.team_id, v.settings, v.event_type, v.collection_id, v.watch_id, v.webhook_id, v.queue_id, v.saved_by,
               v.valid_from, v.valid_to, a.deleted_at
        """;

    /// <summary>What people are told of one whose settings cannot be read.</summary>
    public const string Unreadable = "Its settings cannot be read any more. Save it anew, or delete it.";

    public AutomationVersionId Id { get; init; }

    public AutomationId AutomationId { get; init; }

    public string Name { get; init; } = "";

    public TeamId TeamId { get; init; }

    public string Settings { get; init; } = "";

    public string EventType { get; init; } = "";

    public long? CollectionId { get; init; }

    public long? WatchId { get; init; }

    public long? WebhookId { get; init; }

    public QueueId? QueueId { get; init; }

    public string SavedBy { get; init; } = "";

    public DateTimeOffset ValidFrom { get; init; }

    public DateTimeOffset? ValidTo { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    /// <param name="settings">What <see cref="SettingsOf"/> makes of its settings; asked when somebody wants to know.</param>
    public AutomationVersion ToVersion(Func<AutomationSettings> settings) => new()
    {
        Id = Id,
        AutomationId = AutomationId,
        Name = Name,
        TeamId = TeamId,
        Stored = settings,
        EventType = EventType,
        CollectionId = CollectionId,
        WatchId = WatchId,
        WebhookId = WebhookId,
        QueueId = QueueId,
        SavedBy = SavedBy,
        ValidFrom = ValidFrom,
        ValidTo = ValidTo,
        DeletedAt = DeletedAt,
    };

    /// <summary>Reads what <see cref="TextOf"/> wrote.</summary>
    /// <exception cref="JsonException">It cannot be read any more.</exception>
    public static AutomationSettings SettingsOf(string text) => SettingsText.Read<AutomationSettings>(text);

    /// <summary>Settings as they are stored: the payload has a column of its own.</summary>
    public static string TextOf(AutomationSettings settings) =>
        SettingsText.Of(settings with { Action = settings.Action.With(null) });
}
