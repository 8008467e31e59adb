namespace Slipway.Launch.Items;

internal static class EnqueueSql
{
    public const string FindDuplicate = "select id from queue_items where team_id = @team and dedupe_key = @key";

    public const string CountQueued = "select count(*) from queue_items where queue_id = @queue and state = 'queued'";

    // Run and spec follow in the same transaction: a second item of the same key must be found out before a run is made.
    public const string Insert =
        """
        insert into queue_items (team_id, team_name, queue_id, queue_name, state, priority, job, job_version_id, project_id, project_name,
                                 run_id, run_key, spec, inputs, dedupe_key, cause_automation, cause_execution, cause_event, rerun_of, depth,
                                 attempts, max_attempts, not_before, expires_at, created_by, created_at, asked)
        values (@team, @teamName, @queue, @queueName, 'queued', @Priority, @job, @JobVersionId, @project, @projectName,
                0, '', '', @inputs, @DedupeKey, @automation, @execution, @cause, @rerunOf, @Depth,
                0, @maxAttempts, @notBefore,
                case when cast(@notBefore as bigint) > slipway_now() then cast(@notBefore as bigint) else slipway_now() end + cast(@maxWait as bigint),
                @By, slipway_now(), @asked)
        on conflict do nothing returning id
        """;

    public const string SetRun = "update queue_items set run_id = @run, run_key = @runKey, spec = @spec where id = @item";
}
