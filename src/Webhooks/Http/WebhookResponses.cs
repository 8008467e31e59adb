using Slipway.Api;
using Slipway.Api.Webhooks;
using Slipway.Webhooks.Definitions;

namespace Slipway.Webhooks.Http;

/// <summary>Webhooks as the wire shows them.</summary>
internal static class WebhookResponses
{
    public static WebhookResponse Of(Webhook webhook, string team) => new(webhook.Settings)
    {
        Id = webhook.Id.ToString(),
        Team = team,
        DisabledReason = webhook.DisabledReason,
        Warnings = webhook.Warnings,
        UsedBy = [.. webhook.UsedBy.Select(use => new UserOfThingResponse { Kind = use.UserKind, Name = use.UserName })],
        CreatedBy = webhook.CreatedBy,
        CreatedAt = webhook.CreatedAt,
        UpdatedAt = webhook.UpdatedAt,
    };
}
