namespace Slipway.Runs.Lifecycle;

internal static class LifecycleSql
{
    public const string Prepare =
        """
        insert into runs (team_id, team_name, project_id, project_name, run_key, name, searched, state, config, tags, depth, launch_queue, launch_job,
                          cause_automation, cause_event, history_rows, next_step, log_bytes, created_by, created_at)
        values (@team, @teamName, @project, @projectName, @key, @name, @searched, 'pending', @Config, '[]', @Depth, @Queue, @Job,
                @Automation, @Event, 0, 0, 0, @By, slipway_now())
        on conflict do nothing returning id
        """;

    public const string NoteItem = "update runs set launch_item = @item where id = @run";

    public const string Begin =
        """
        update runs set state = 'running', started_at = coalesce(started_at, slipway_now()), heartbeat_at = slipway_now()
        where id = @run and state = 'pending'
        """;

    public const string LockOpen = "select state from runs where id = @run and state in ('pending', 'running') {for_update}";

    public const string End =
        "update runs set state = @state, exit_code = @exitCode, ended_at = slipway_now() where id = @run and state in ('pending', 'running')";

    public const string Return = "update runs set state = 'pending' where id = @run and state = 'running'";

    public const string Revive =
        "update runs set state = 'running', ended_at = null, heartbeat_at = slipway_now() where id = @run and state = 'crashed'";

    public const string Silent =
        """
        select id, team_id, team_name || '/' || project_name || '/' || run_key as what from runs
        where state = 'running' and launch_item is null and heartbeat_at < slipway_now() - @silence and id not in @resting
        order by heartbeat_at limit @most
        """;

    /// <summary>Which of these are silent still, locked.</summary>
    public const string StillSilent =
        """
        select id from runs
        where id in @ids and state = 'running' and launch_item is null and heartbeat_at < slipway_now() - @silence
        order by id {skip_locked}
        """;

    public const string AddInput =
        """
        insert into run_artifacts (run_id, artifact_version_id, use_kind, used_as, at)
        values (@run, @version, 'input', @usedAs, slipway_now()) on conflict do nothing
        """;

    public const string ForEvent =
        "select team_id, team_name, project_name, run_key, name, depth, created_by from runs where id = @run";
}
