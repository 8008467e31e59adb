namespace Slipway.Launch.Items;

/// <summary>What people read and change of items.</summary>
internal static class ItemListSql
{
    public const string List =
        $"select {ItemSql.Columns} from queue_items where queue_id = @queue and id < @before order by id desc limit @fetch";

    public const string ListOfState =
        $"select {ItemSql.Columns} from queue_items where queue_id = @queue and state = @state and id < @before order by id desc limit @fetch";

    public const string Find = $"select {ItemSql.Whole} from queue_items where id = @id and team_id = @team";

    public const string Summaries =
        "select id, team_name, project_name, run_key, state, reason, exit_code from queue_items where id in @ids";

    public const string Attempts =
        """
        select t.number, t.agent_id, coalesce(a.name, '(deleted)') as agent, t.state, t.claimed_at, t.started_at, t.running_at, t.ended_at,
               t.lease_until, t.exit_code, t.reason, t.backend_ref
        from item_attempts t left join agents a on a.id = t.agent_id
        where t.item_id = @id order by t.id
        """;

    public const string Timeline = "select attempt, from_state, to_state, at, actor, reason from item_transitions where item_id = @id order by id";

    public const string CancelQueued =
        """
        update queue_items set state = 'cancelled', reason = @reason, ended_at = slipway_now(),
            cancel_requested_at = slipway_now(), cancel_requested_by = @by
        where id = @id and state = 'queued'
        """;

    public const string RequestCancel =
        "update queue_items set cancel_requested_at = slipway_now(), cancel_requested_by = @by where id = @id and cancel_requested_at is null";

    public const string CurrentAttempt =
        """
        select t.number, t.agent_id from item_attempts t join queue_items i on i.attempt_id = t.id where i.id = @id
        """;

    public const string SetPriority = "update queue_items set priority = @priority where id = @id and state = 'queued'";

    public const string Waiting = $"select {ItemSql.Columns} from queue_items where queue_id = @queue and state = 'queued' order by id limit @fetch {{for_update}}";

    public const string CountActive =
        "select count(*) from queue_items where queue_id = @queue and state in ('claimed', 'starting', 'running')";

    public const string Expired =
        $"""
        select {ItemSql.Columns} from queue_items
        where state = 'queued' and expires_at <= slipway_now() and id not in @resting order by id limit @fetch
        """;

    public const string Expire =
        """
        update queue_items set state = 'expired', reason = @reason, ended_at = slipway_now()
        where id = @id and state = 'queued' and expires_at <= slipway_now()
        """;
}
