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

    /// <summary>The webhook of that name, there and unchanged until the transaction ends; null when the team has none. In a read as <see cref="FindAsync"/>.</summary>
    public static async Task<Webhook?> HoldAsync(DatabaseSession session, TeamId team, string name) =>
        (await session.FirstAsync<WebhookRow>(WebhookSql.HoldByName, new { team, name }))?.ToWebhook();

    /// <summary>The webhook stays and keeps its name until the transaction ends; harmless when it is gone.</summary>
    public static Task HoldAsync(DatabaseTransaction tx, WebhookId id) => HoldAsync(tx, [id], alone: false);

    /// <summary>Those of the webhooks that are there, unchanged until the transaction ends.</summary>
    /// <param name="alone">Whether the caller may change them itself.</param>
    internal static async Task<IReadOnlyDictionary<WebhookId, Webhook>> HoldAsync(DatabaseTransaction tx, IReadOnlyCollection<WebhookId> ids, bool alone) =>
        ids.Count == 0
            ? new Dictionary<WebhookId, Webhook>()
            : (await tx.QueryAsync<WebhookRow>(alone ? WebhookSql.LockMany : WebhookSql.HoldMany, new { ids = ids.Select(id => id.Value) }))
                .ToDictionary(row => row.Id, row => row.ToWebhook());

    /// <summary>The present names and addresses of webhooks; those that are gone are left out.</summary>
    public static async Task<IReadOnlyDictionary<WebhookId, NamedWebhook>> NamesAsync(DatabaseSession session, IReadOnlyCollection<WebhookId> ids) =>
        ids.Count == 0
            ? new Dictionary<WebhookId, NamedWebhook>()
            : (await session.QueryAsync<NamedWebhook>(WebhookSql.Names, new { ids })).ToDictionary(row => row.Id);
}

/// <summary>What a webhook is called now, and where it sends to.</summary>
public sealed record NamedWebhook
{
    public required WebhookId Id { get; init; }

    public required string Name { get; init; }

    /// <summary>As it was saved: not for those from whom a part of it is hidden.</summary>
    public required string Url { get; init; }
}
