using System.Text.Json;
using Slipway.Access;
using Slipway.Api;
using Slipway.Api.Webhooks;
using Slipway.Rest.Bodies;

namespace Slipway.Webhooks.Definitions;

/// <summary>A webhook as it is stored.</summary>
internal sealed record WebhookRow
{
    public WebhookId Id { get; init; }

    public TeamId TeamId { get; init; }

    /// <summary>All of <see cref="WebhookSettings"/>. What SQL asks for stands in columns of its own as well.</summary>
    public string Settings { get; init; } = "";

    public string? DisabledReason { get; init; }

    public string? Warning { get; init; }

    public string CreatedBy { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <exception cref="JsonException">It cannot be read any more.</exception>
    public Webhook ToWebhook() => new()
    {
        Id = Id,
        TeamId = TeamId,
        Settings = SettingsText.Read<WebhookSettings>(Settings),
        DisabledReason = DisabledReason,
        Warning = Warning,
        CreatedBy = CreatedBy,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };

    /// <summary>The parameters of the statements that write a webhook.</summary>
    /// <param name="before">What is changed; null for a new one.</param>
    public static object Arguments(TeamId team, WebhookSettings settings, string? warning, string by, Webhook? before = null) => new
    {
        id = before?.Id ?? default,
        seen = before?.UpdatedAt ?? default,
        team,
        name = settings.Name,
        url = settings.Url,
        enabled = settings.Enabled,
        settings = TextOf(settings),
        warning,
        by,
    };

    /// <summary>As the column holds them.</summary>
    public static string TextOf(WebhookSettings settings) => SettingsText.Of(settings);
}
