using Slipway.Storage;
using Slipway.Storage.Uses;

namespace Slipway.Webhooks.Definitions;

/// <summary>Who names which webhook.</summary>
public static class WebhookUses
{
    private const string OfWebhooks =
        "select webhook_id, user_kind, user_name from webhook_uses where webhook_id in @webhooks order by user_kind, user_name";

    /// <summary>Where the rooms above note it.</summary>
    public static UseTable Table { get; } = new("webhook_uses", "webhook_id", "select 1 from webhooks where webhooks.id = webhook_uses.webhook_id");

    internal static async Task<ILookup<WebhookId, WebhookUse>> ListAsync(DatabaseSession session, IReadOnlyCollection<WebhookId> webhooks) =>
        (webhooks.Count == 0
            ? []
            : await session.QueryAsync<WebhookUse>(OfWebhooks, new { webhooks = webhooks.Select(webhook => webhook.Value) }))
        .ToLookup(use => use.WebhookId);

    internal static Task DisableAsync(DatabaseTransaction tx, WebhookId webhook) =>
        tx.ExecuteAsync("update webhook_uses set disabled = true where webhook_id = @webhook", new { webhook });
}
