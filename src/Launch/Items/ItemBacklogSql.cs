namespace Slipway.Launch.Items;

/// <summary>The statements of <see cref="ItemBacklog"/>.</summary>
internal static class ItemBacklogSql
{
    public const string Full = "select team_id from queue_items where state = 'queued' group by team_id having count(*) >= @most";
}
