namespace Slipway.Runs;

/// <summary>The rows of <c>runs</c>, as everybody in the room reads them.</summary>
internal static class RunSql
{
    public const string Select =
        """
        select id, team_id, team_name, project_id, project_name, run_key as key, name, state, config, summary, tags, job_type, run_group,
               notes, host, exit_code, depth, launch_queue, launch_item, launch_job, started_by_run, cause_automation, cause_event, history_rows,
               next_step, log_bytes, created_by, created_at, started_at, ended_at, heartbeat_at
        from runs
        """;

    public const string Find = $"{Select} where project_id = @project and run_key = @key and deleted_at is null";

    public const string Names = "select run_key as key, name from runs where project_id = @project and run_key in @keys and deleted_at is null";

    /// <summary>Whatever changes a run takes this lock first.</summary>
    public const string Lock = Find + " {for_update}";

    public const string FindById = $"{Select} where id = @run and deleted_at is null";
}
