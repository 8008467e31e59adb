namespace Slipway.Runs.Metrics;

internal static class MetricSql
{
    public const string Add =
        """
        insert into metric_watches (team_id, project_id, run_pattern, metric, aggregate, window_size, operator, threshold, created_at)
        values (@team, @project, @pattern, @metric, @aggregate, @window, @op, @threshold, slipway_now())
        returning id
        """;

    public const string Remove = "delete from metric_watches where id = @id";

    /// <summary>Held until what they see is written down with them: they are not removed meanwhile.</summary>
    public const string ForRun =
        """
        select id, team_id, run_pattern, metric, aggregate, window_size as "window", operator, threshold from metric_watches
        where team_id = @team and (project_id is null or project_id = @project) and id not in @resting order by id {for_share}
        """;

    /// <summary>Whether it still stands; held as the others are.</summary>
    public const string Hold = "select id from metric_watches where id = @id {for_share}";

    public const string FindWindow = "select recent, last, holds from metric_windows where watch_id = @watch and run_id = @run";

    public const string KeepWindow =
        """
        insert into metric_windows (watch_id, run_id, recent, last, holds) values (@watch, @run, @recent, @last, @holds)
        on conflict (watch_id, run_id) do update set recent = excluded.recent, last = excluded.last, holds = excluded.holds
        """;

    /// <summary>Touches a row only when the watch has not told of the run for that long.</summary>
    public const string Cross =
        """
        insert into metric_crossings (watch_id, run_id, at) values (@watch, @run, slipway_now())
        on conflict (watch_id, run_id) do update set at = excluded.at where metric_crossings.at <= excluded.at - @quiet
        """;
}
