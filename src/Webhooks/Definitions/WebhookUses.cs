using Slipway.Storage;
using Slipway.Storage.Uses;

namespace Slipway.Webhooks.Definitions;

/// <summary>Who names which webhook.</summary>
public static class WebhookUses
{
    /// <summary>Where the rooms above note it.</summary>
    public static UseTable Table { get; } = new("webhook_uses", "webhook_id", WebhookUsesSql.IsThere);

    internal static async Task<ILookup<WebhookId, WebhookUse>> ListAsync(DatabaseSession session, IReadOnlyCollection<WebhookId> webhooks) =>
        (webhooks.Count == 0
            ? []
            : await session.QueryAsync<WebhookUse>(WebhookUsesSql.OfWebhooks, new { webhooks = webhooks.Select(webhook => webhook.Value) }))
        .ToLookup(use => use.WebhookId);

    internal static Task DisableAsync(DatabaseTransaction tx, WebhookId webhook) =>
        tx.ExecuteAsync(WebhookUsesSql.Disable, new { webhook });
}
