namespace Slipway.Webhooks.Deliveries;

/// <summary>The statements of <see cref="DeliveryBacklog"/>.</summary>
internal static class DeliveryBacklogSql
{
    // The first condition is that of the index, word for word: SQLite takes it by no other.
    public const string Full =
        """
        select team_id from deliveries
        where state in ('pending', 'retrying', 'held', 'failed', 'cancelled') and state in ('pending', 'retrying', 'held')
        group by team_id having count(*) >= @most
        """;
}
