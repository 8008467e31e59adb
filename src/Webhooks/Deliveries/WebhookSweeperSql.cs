namespace Slipway.Webhooks.Deliveries;

/// <summary>The statements of <see cref="WebhookSweeper"/>.</summary>
internal static class WebhookSweeperSql
{
    public const string HeldOfEnabled =
        """
        select w.id, w.team_id from webhooks w
        where w.enabled and exists (select 1 from deliveries d where d.webhook_id = w.id and d.state = 'held')
        """;

    public const string HeldOfGone =
        """
        select webhook_id as id, team_id from deliveries
        where state = 'held' and not exists (select 1 from webhooks w where w.id = deliveries.webhook_id)
        group by webhook_id, team_id
        """;
}
