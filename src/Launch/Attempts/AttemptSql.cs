namespace Slipway.Launch.Attempts;

internal static class AttemptSql
{
    public const string Columns =
        "a.id, a.item_id, a.queue_id, a.agent_id, a.number, a.state, a.lease_until, a.start_until, a.running_at, a.unknown_since, a.key_id, a.backend_ref, a.waiting, a.log_end";

    public const string ItemOf = "select item_id from item_attempts where id = @id";

    public const string LockById = $"select {Columns} from item_attempts a where a.id = @id {{for_update}}";

    public const string PolicyOf = "select lost_policy from queues where id = @queue";

    public const string Insert =
        """
        insert into item_attempts (item_id, queue_id, agent_id, number, state, request_hash, lease_until, start_until, key_id, log_end, claimed_at)
        values (@item, @queue, @agent,
                (select coalesce(max(number), 0) + 1 from item_attempts where item_id = @item),
                'claimed', @request, slipway_now() + @lease, slipway_now() + @startTimeout, 0, 0, slipway_now())
        returning id
        """;

    public const string SetKey = "update item_attempts set key_id = @key where id = @id returning number";

    public const string Claimed =
        """
        update queue_items set state = 'claimed', reason = null, attempt_id = @attempt, agent_name = @agent, claimed_at = coalesce(claimed_at, slipway_now())
        where id = @item
        """;

    public const string Move =
        """
        update item_attempts set state = @state, reason = coalesce(@reason, reason), exit_code = coalesce(@exitCode, exit_code),
               started_at = case when @starts then coalesce(started_at, slipway_now()) else started_at end,
               running_at = case when @runs then coalesce(running_at, slipway_now()) else running_at end,
               unknown_since = case when @unknown then slipway_now() else null end,
               ended_at = case when @ends then slipway_now() else ended_at end,
               lease_until = case when @renews then slipway_now() + @lease else lease_until end
        where id = @id
        """;

    public const string MoveItem =
        """
        update queue_items set state = @state, reason = @reason, exit_code = @exitCode, attempts = attempts + @used,
               started_at = case when @runs then coalesce(started_at, slipway_now()) else started_at end,
               ended_at = case when @ends then slipway_now() else ended_at end,
               attempt_id = case when @frees then null else attempt_id end
        where id = @id
        """;

    public const string WaitForLease =
        """
        update queue_items set not_before = (select lease_until from item_attempts where id = @attempt)
        where id = @id and state = 'queued'
        """;

    public const string ActiveIds =
        """
        select id from item_attempts where agent_id = @agent and state in ('claimed', 'starting', 'running', 'unknown') order by item_id
        """;

    // Ended ones too, while their keys are good for what is still on its way.
    public const string KeysOfAgent =
        "select key_id from item_attempts where agent_id = @agent and (ended_at is null or ended_at > slipway_now() - @afterlife)";

    public const string NoteItem = "update queue_items set reason = @reason where id = @id";

    public const string Renew =
        """
        update item_attempts set lease_until = slipway_now() + @lease, backend_ref = coalesce(@backendRef, backend_ref)
        where id = @id and state in ('claimed', 'starting', 'running')
        """;

    public const string Wait = "update item_attempts set waiting = @waiting where id = @id and state in ('claimed', 'starting')";

    // What is told of an attempt that does not run yet stands on its item.
    public const string WaitItem = "update queue_items set reason = @reason where id = @id and attempt_id = @attempt and state in ('claimed', 'starting')";

    public const string RenewMany =
        """
        update item_attempts set lease_until = slipway_now() + @lease
        where id in @ids and agent_id = @agent and state in ('claimed', 'starting', 'running') returning id
        """;

    // A heartbeat looks at all its attempts with one statement, and locks only those that move.
    public const string OfBeat =
        $"""
        select {Columns}, i.attempt_id as current, i.cancel_requested_at
        from item_attempts a join queue_items i on i.id = a.item_id
        where a.id in @ids and a.agent_id = @agent
        """;

    public const string ActiveOfAgent =
        $"""
        select {Columns}, i.attempt_id as current, i.cancel_requested_at
        from item_attempts a join queue_items i on i.id = a.item_id
        where a.agent_id = @agent and a.state in ('claimed', 'starting', 'running', 'unknown') order by a.id
        """;

    public const string Overdue =
        """
        select a.id, i.team_id, a.item_id, a.number from item_attempts a join queue_items i on i.id = a.item_id
        where ((a.state in ('claimed', 'starting', 'running') and a.lease_until < slipway_now())
           or (a.state in ('claimed', 'starting') and a.start_until < slipway_now())
           or (a.state = 'unknown' and a.unknown_since < slipway_now() - @unknown))
          and a.id not in @resting
        order by a.lease_until limit @atMost
        """;

    public const string AppendLog =
        "update item_attempts set log_end = log_end + @length where id = @id and log_end = @offset";

    public const string Enter =
        """
        update item_attempts set entered_nonce = @nonce
        where id = @id and (entered_nonce is null or entered_nonce = @nonce) and state in ('starting', 'running', 'unknown')
        """;
}
