namespace Slipway.Runs;

/// <summary>The statements of <see cref="RunStorage"/>.</summary>
internal static class RunStorageSql
{
    public const string Sum =
        """
        select (select cast(coalesce(sum(log_bytes + history_bytes), 0) as bigint) from runs where team_id = @team and deleted_at is null)
             + (select cast(coalesce(sum(f.size), 0) as bigint) from run_files f join runs r on r.id = f.run_id
                where r.team_id = @team and r.deleted_at is null)
        """;
}
