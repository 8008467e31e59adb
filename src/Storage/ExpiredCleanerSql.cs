namespace Slipway.Storage;

/// <summary>The statements of <see cref="ExpiredCleaner"/>; the table is a constant of a room.</summary>
internal static class ExpiredCleanerSql
{
    public static string Find(string table) =>
        $"select id, team_id from {table} where expires_at < slipway_now() - @keep and id not in @resting order by expires_at limit @count";

    public static string Delete(string table) => $"delete from {table} where id in @ids";
}
