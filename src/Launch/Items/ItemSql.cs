namespace Slipway.Launch.Items;

internal static class ItemSql
{
    private const string Small =
        """
        id, team_id, team_name, queue_id, queue_name, state, reason, priority, job, job_version_id, project_id, project_name, run_id, run_key,
        cause_automation, cause_execution, cause_event, rerun_of, depth, attempts, max_attempts, attempt_id, agent_name,
        not_before, expires_at, cancel_requested_at, created_by, created_at, started_at, ended_at, exit_code, octet_length(spec) as spec_bytes
        """;

    /// <summary>All but the texts, of which a page of items would be hundreds of megabytes.</summary>
    public const string Columns = $"{Small}, '' as spec, '' as inputs, null as asked";

    /// <summary>With what it was asked with and what came of it, for one item.</summary>
    public const string Whole = $"{Small}, spec, inputs, asked";

    public const string ById = $"select {Whole} from queue_items where id = @id";

    public const string LockById = $"select {Columns} from queue_items where id = @id {{for_update}}";
}
