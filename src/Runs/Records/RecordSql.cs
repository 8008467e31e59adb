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

    public const string Delete = "delete from runs where id = @run";
}
