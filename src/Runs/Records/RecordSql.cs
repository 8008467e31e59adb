namespace Slipway.Runs.Records;

internal static class RecordSql
{
    public const string Insert =
        """
        insert into runs (team_id, team_name, project_id, project_name, run_key, name, searched, state, config, tags, job_type, run_group, notes, host,
                          depth, started_by_run, history_rows, next_step, log_bytes, created_by, created_at, started_at, heartbeat_at)
        values (@TeamId, @TeamName, @ProjectId, @ProjectName, @Key, @Name, @Searched, 'running', @Config, @Tags, @JobType, @RunGroup, @Notes, @Host,
                @Depth, @StartedByRun, 0, 0, 0, @CreatedBy, slipway_now(), slipway_now(), slipway_now())
        on conflict do nothing returning id
        """;

    public const string Update =
        """
        update runs set name = @Name, searched = @Searched, config = @Config, summary = @Summary, tags = @Tags, job_type = @JobType, run_group = @RunGroup,
                        notes = @Notes, host = @Host
        where id = @Id
        """;

    public const string Beat = "update runs set heartbeat_at = slipway_now() where id = @run";

    /// <summary>Nobody finds it any more; its id is free, for no run's id has a slash.</summary>
    public const string Hide = "update runs set deleted_at = slipway_now(), run_key = '/' || id where id = @run";

    public const string Hidden =
        "select id, team_id, team_name || '/' || project_name as place from runs where deleted_at is not null and id not in @resting order by id limit @count";

    /// <summary>Taken before each piece: two servers do not remove one run at once.</summary>
    public const string TakeHidden = "select id from runs where id = @run and deleted_at is not null {skip_locked}";

    // Numbers have no gaps.
    public const string DeleteHistory =
        "delete from run_history where run_id = @run and row_number < (select min(row_number) + @count from run_history where run_id = @run)";

    public const string DeleteLog =
        """
        delete from run_log where run_id = @run and position in (
            select position from run_log
            where run_id = @run and position < (select min(position) + @bytes from run_log where run_id = @run)
            order by position limit @count)
        """;

    public const string DeleteUses =
        """
        delete from run_artifacts where run_id = @run
            and artifact_version_id in (select artifact_version_id from run_artifacts where run_id = @run order by artifact_version_id limit @count)
        """;

    public const string DeleteWindows =
        "delete from metric_windows where run_id = @run and watch_id in (select watch_id from metric_windows where run_id = @run limit @count)";

    public const string DeleteCrossings =
        "delete from metric_crossings where run_id = @run and watch_id in (select watch_id from metric_crossings where run_id = @run limit @count)";

    public const string Delete = "delete from runs where id = @run and deleted_at is not null";
}
