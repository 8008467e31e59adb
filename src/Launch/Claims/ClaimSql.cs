namespace Slipway.Launch.Claims;

internal static class ClaimSql
{
    public const string Queues =
        "select id, labels, resource, max_concurrency, start_timeout, allowed_arguments, lost_policy from queues where team_id = @team and name in @names and not paused";

    // Only where a limit has to hold against claims that come at once; the lock makes them come one after the other. What is
    // decided by is read with it: it may have been changed while the lock was waited for.
    public const string LockLimited = "select id, max_concurrency, paused from queues where id in @queues order by id {for_update}";

    public const string Active =
        """
        select queue_id as id, count(*) as active from queue_items
        where queue_id in @queues and state in ('claimed', 'starting', 'running') group by queue_id
        """;

    public const string Take =
        $$"""
        select {{Items.ItemSql.Columns}} from queue_items
        where state = 'queued' and queue_id in @queues and (not_before is null or not_before <= slipway_now()) and id not in @except
        order by priority, id limit @atMost {skip_locked}
        """;

    /// <summary>The texts of what was taken.</summary>
    public const string Texts = "select id, spec, inputs from queue_items where id in @ids";

    // What Take would find, not locked.
    public const string Heads =
        """
        select id, queue_id, priority from queue_items
        where state = 'queued' and queue_id in @queues and (not_before is null or not_before <= slipway_now()) and id not in @except
        order by priority, id limit @atMost
        """;

    public const string Waiting =
        """
        select q.id from queues q where q.id in @queues and exists (
            select 1 from queue_items i
            where i.state = 'queued' and i.queue_id = q.id and (i.not_before is null or i.not_before <= slipway_now()))
        """;

    public const string Fail =
        "update queue_items set state = 'failed', reason = @reason, ended_at = slipway_now() where id = @id and state = 'queued'";

    public const string Repeated =
        """
        select a.id, a.number, a.lease_until - slipway_now() as lease_left, i.spec, q.lost_policy
        from item_attempts a join queue_items i on i.id = a.item_id and i.attempt_id = a.id join queues q on q.id = a.queue_id
        where a.agent_id = @agent and a.request_hash = @request and a.state in ('claimed', 'starting') order by a.id
        """;

    // All that a claim has to know, in one statement, for it is what an idle agent costs: of the queues that it names whether
    // something waits; of the agent's attempts which are to end, and which the same request was given before.
    public const string Look =
        $"""
        select 'queue' as kind, q.id, not q.paused and exists (
            select 1 from queue_items i
            where i.state = 'queued' and i.queue_id = q.id and (i.not_before is null or i.not_before <= slipway_now())) as waiting,
            false as is_cancelled, false as is_repeated
        from queues q where q.team_id = @team and q.name in @names and q.resource in @runners
        union all {Held}
        """;

    public const string Held =
        """
        select 'attempt' as kind, a.id, false as waiting, i.cancel_requested_at is not null as is_cancelled,
               (a.request_hash = @request and a.state in ('claimed', 'starting')) as is_repeated
        from item_attempts a join queue_items i on i.id = a.item_id and i.attempt_id = a.id
        where a.agent_id = @agent and a.state in ('claimed', 'starting', 'running', 'unknown')
          and (i.cancel_requested_at is not null or a.request_hash = @request)
        """;

    public const string Commands = "select draining, stop_requested, allowed_queues as allowed from agents where id = @agent";

    // The session as well: another process may have taken over since the claim was asked.
    public const string LockAgent =
        """
        select a.allowed_queues as allowed, a.draining or a.stop_requested as is_leaving, s.ended_reason from agents a join agent_sessions s on s.agent_id = a.id
        where a.id = @agent and s.id = @session {for_update}
        """;
}
