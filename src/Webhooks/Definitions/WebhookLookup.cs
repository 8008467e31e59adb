using Slipway.Access;
using Slipway.Storage;

namespace Slipway.Webhooks.Definitions;

/// <summary>Finds webhooks for code that has checked the actor already, or has none.</summary>
public static class WebhookLookup
{
    /// <summary>The webhook of that name; null when the team has none.</summary>
    public static async Task<Webhook?> FindAsync(DatabaseSession session, TeamId team, string name) =>
        (await session.FirstAsync<WebhookRow>(WebhookSql.FindByName, new { team, name }))?.ToWebhook();

    /// <summary>The webhook; null when it is gone.</summary>
    public static async Task<Webhook?> FindByIdAsync(DatabaseSession session, WebhookId id) =>
        (await session.FirstAsync<WebhookRow>(WebhookSql.FindById, new { id }))?.ToWebhook();
}
