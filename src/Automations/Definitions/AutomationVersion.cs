using System.Text.Json;
using Slipway.Access;
using Slipway.Api.Automations;
using Slipway.Api.Texts;
using Slipway.Launch.Queues;

namespace Slipway.Automations.Definitions;

/// <summary>An automation as it stood for a time, with all that matching and dispatch need.</summary>
public sealed record AutomationVersion
{
    private AutomationSettings? _settings;
    private readonly string? _eventType;

    public required AutomationVersionId Id { get; init; }

    public required AutomationId AutomationId { get; init; }

    /// <summary>What the automation is called now, or was when it was deleted.</summary>
    public required string Name { get; init; }

    public required TeamId TeamId { get; init; }

    /// <summary>
    /// What people had decided, without the payload or the overrides. Of a stored version it is read when it is asked for, so that one
    /// that cannot be read any more is to blame alone (ADR 11).
    /// </summary>
    /// <exception cref="JsonException">It cannot be read any more.</exception>
    public AutomationSettings Settings
    {
        get => _settings ??= Stored!();
        init => (_settings, _eventType) = (value, null);
    }

    /// <summary>The word of the event that it waits for; known without reading the settings.</summary>
    public string EventType
    {
        get => _eventType ?? EnumWords.Of(Settings.Event.Type);
        init => _eventType = value;
    }

    /// <summary>Reads the settings of a stored version.</summary>
    internal Func<AutomationSettings>? Stored { get; init; }

    /// <summary>The registered model or artifact of the scope; null when it is none.</summary>
    public long? CollectionId { get; init; }

    /// <summary>The watch of the metric; null for none.</summary>
    public long? WatchId { get; init; }

    public long? WebhookId { get; init; }

    public QueueId? QueueId { get; init; }

    /// <summary>Who saved this version.</summary>
    public string SavedBy { get; init; } = "";

    /// <summary>From when, inclusive, by the database's clock.</summary>
    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>Until when, exclusive; null while it stands.</summary>
    public DateTimeOffset? ValidTo { get; init; }

    /// <summary>When the automation was deleted; null while it is there.</summary>
    public DateTimeOffset? DeletedAt { get; init; }
}
