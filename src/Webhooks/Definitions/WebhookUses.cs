using Slipway.Access;
using Slipway.Storage;

namespace Slipway.Webhooks.Definitions;

/// <summary>
/// Who names which webhook, noted by the rooms above in the transaction that saves the user (house.md 2). Deleting a
/// webhook by force disables its users; saving a user again enables it.
/// </summary>
public static class WebhookUses
{
    private const string Remove = "delete from webhook_uses where user_kind = @Kind and user_key = @Key";

    private const string Disabled =
        "select user_key from webhook_uses where user_kind = @kind and disabled and user_key in @keys group by user_key";

    private const string OfWebhooks =
        "select webhook_id, user_kind, user_name from webhook_uses where webhook_id in @webhooks order by user_kind, user_name";

    /// <summary>Notes all webhooks that the user names now, instead of those noted before; the user is enabled.</summary>
    public static async Task ReplaceAsync(DatabaseTransaction tx, TeamId team, WebhookUser user, IReadOnlyCollection<WebhookId> webhooks)
    {
        await tx.ExecuteAsync(Remove, user);
        await tx.InsertManyAsync("webhook_uses", ["team_id", "webhook_id", "user_kind", "user_key", "user_name", "disabled"],
            [.. webhooks.Distinct().Select(webhook => new object?[] { team.Value, webhook.Value, user.Kind, user.Key, user.Name, false })]);
    }

    /// <summary>Forgets a user that is deleted.</summary>
    public static Task RemoveAsync(DatabaseTransaction tx, WebhookUser user) => tx.ExecuteAsync(Remove, user);

    /// <summary>Whether a webhook that the user names was deleted by force since the user was saved.</summary>
    public static async Task<bool> IsDisabledAsync(DatabaseSession session, WebhookUser user) =>
        (await DisabledAsync(session, user.Kind, [user.Key])).Count > 0;

    /// <summary>Those of the users, by key, that a forced deletion disabled.</summary>
    public static async Task<IReadOnlyCollection<string>> DisabledAsync(DatabaseSession session, string kind, IReadOnlyCollection<string> keys) =>
        keys.Count == 0 ? [] : await session.QueryAsync<string>(Disabled, new { kind, keys });

    internal static async Task<ILookup<WebhookId, WebhookUse>> ListAsync(DatabaseSession session, IReadOnlyCollection<WebhookId> webhooks) =>
        (webhooks.Count == 0
            ? []
            : await session.QueryAsync<WebhookUse>(OfWebhooks, new { webhooks = webhooks.Select(webhook => webhook.Value) }))
        .ToLookup(use => use.WebhookId);

    internal static Task DisableAsync(DatabaseTransaction tx, WebhookId webhook) =>
        tx.ExecuteAsync("update webhook_uses set disabled = true where webhook_id = @webhook", new { webhook });
}
