namespace Slipway.Launch.Items;

internal static class ItemSql
{
    public const string Columns =
        """
        id, team_id, team_name, queue_id, queue_name, state, reason, priority, job, job_version_id, project_id, project_name, run_id, run_key,
        spec, inputs, cause_automation, cause_execution, cause_event, rerun_of, depth, attempts, max_attempts, attempt_id, agent_name,
        not_before, expires_at, asked, cancel_requested_at, created_by, created_at, started_at, ended_at, exit_code
        """;

    public const string ById = $"select {Columns} from queue_items where id = @id";

    public const string LockById = $"select {Columns} from queue_items where id = @id {{for_update}}";
}
