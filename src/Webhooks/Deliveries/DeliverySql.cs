namespace Slipway.Webhooks.Deliveries;

internal static class DeliverySql
{
    private const string Shown =
        "id, webhook, message_id, automation, execution_id, event_id, state, reason, attempts, due_at, created_at";

    private const string Claimed =
        "id, team_id, webhook_id, webhook, automation, message_id, payload, attempts, once, delivered_at, created_at, fence";

    /// <summary>
    /// Born claimed by this server when it hands the delivery over in memory (performance 8.2). The webhook is held as it
    /// is until the delivery is there for all to see: who enables, disables or deletes it after that finds the delivery.
    /// </summary>
    public const string Enqueue =
        """
        insert into deliveries (team_id, webhook_id, webhook, message_id, automation, execution_id, event_id, payload, state, reason,
                                attempts, once, due_at, claimed_by, lease_until, fence, created_at)
        select w.team_id, w.id, w.name, @messageId, @automation, @execution, @eventId, @payload,
               case when not w.enabled then 'held' when @handOver then 'delivering' else 'pending' end,
               case when not w.enabled then 'webhook_disabled: The webhook is disabled.' end,
               0, false,
               case when w.enabled and not @handOver then slipway_now() end,
               case when w.enabled and @handOver then cast(@me as bigint) end,
               case when w.enabled and @handOver then slipway_now() + @lease end,
               1, slipway_now()
        from webhooks w where w.id = @webhook {for_share}
        returning id, team_id, state, created_at
        """;

    /// <summary>Each webhook with waiting deliveries and its earliest due time, by jumping through the index.</summary>
    public const string Lanes =
        """
        with recursive lanes (webhook_id) as (
            select min(webhook_id) from deliveries where due_at is not null
            union all
            select (select min(d.webhook_id) from deliveries d where d.due_at is not null and d.webhook_id > lanes.webhook_id)
            from lanes where lanes.webhook_id is not null
        )
        select lanes.webhook_id,
               (select d.team_id from deliveries d where d.webhook_id = lanes.webhook_id and d.due_at is not null limit 1) as team_id,
               (select min(d.due_at) from deliveries d where d.webhook_id = lanes.webhook_id and d.due_at is not null) as due_at,
               slipway_now() as now
        from lanes where lanes.webhook_id is not null
        """;

    public const string Claim =
        $$"""
        update deliveries set state = 'delivering', due_at = null, claimed_by = @me, lease_until = slipway_now() + @lease, fence = fence + 1
        where id in (select id from deliveries where webhook_id = @webhook and due_at <= slipway_now()
                     order by due_at, id limit @count {skip_locked})
        returning {{Claimed}}
        """;

    /// <summary>Gives back what was claimed and not attempted: nothing is counted.</summary>
    public const string Release =
        """
        update deliveries set state = case when attempts = 0 or once then 'pending' else 'retrying' end, due_at = slipway_now(),
            claimed_by = null, lease_until = null
        where id = @id and fence = @fence and state = 'delivering'
        """;

    private const string Lost = "claimed_by is not null and (claimed_by not in @living or lease_until < slipway_now())";

    /// <summary>What a dead server or a lost task holds, but for what is passed over now.</summary>
    public const string ToRescue = $"select id, team_id, lost from deliveries where {Lost} and id not in @resting order by id limit @count";

    /// <summary>Gives it back.</summary>
    public const string Rescue =
        $"""
        update deliveries set state = case when attempts = 0 or once then 'pending' else 'retrying' end, due_at = slipway_now(),
            claimed_by = null, lease_until = null, fence = fence + 1, lost = lost + 1
        where id in @ids and {Lost}
        """;

    /// <summary>Ends what was lost too often.</summary>
    public const string GiveUpLost =
        $"""
        update deliveries set state = 'failed', reason = @reason, due_at = null, claimed_by = null, lease_until = null, fence = fence + 1,
            ended_at = slipway_now()
        where id = @id and {Lost}
        returning execution_id
        """;

    public const string Delivered =
        """
        update deliveries set state = 'delivered', reason = null, attempts = attempts + 1, once = false, claimed_by = null,
            lease_until = null, delivered_at = slipway_now(), ended_at = slipway_now()
        where id in @ids and fence = @fence and state = 'delivering'
        returning id, fence, attempts, execution_id
        """;

    public const string Attempted =
        """
        update deliveries set state = @state, reason = @reason, attempts = attempts + 1, once = false, claimed_by = null, lease_until = null,
            due_at = slipway_now() + cast(@wait as bigint), ended_at = case when @ended then slipway_now() end
        where id = @id and fence = @fence and state = 'delivering'
        returning id, fence, attempts, execution_id
        """;

    public const string NotAttempted =
        """
        update deliveries set state = @state, reason = @reason, claimed_by = null, lease_until = null,
            ended_at = case when @ended then slipway_now() end
        where id = @id and fence = @fence and state = 'delivering'
        returning execution_id
        """;

    public const string Find = $"select {Shown}, payload from deliveries where team_id = @team and id = @id";

    /// <summary>The webhook before the delivery, as everybody takes them.</summary>
    public const string HoldWebhook =
        "select id from webhooks where id = (select webhook_id from deliveries where team_id = @team and id = @id) {for_share}";

    public const string Lock =
        "select id, webhook_id, state, execution_id from deliveries where team_id = @team and id = @id {for_update}";

    public const string Redeliver =
        """
        update deliveries set state = 'pending', reason = null, once = (once or ended_at is not null), due_at = slipway_now(), ended_at = null
        where id = @id
        """;

    public const string Cancel =
        "update deliveries set state = 'cancelled', reason = @reason, due_at = null, ended_at = slipway_now() where id = @id";

    private const string Rest =
        """
          and (cast(@webhook as text) is null or webhook = @webhook or webhook_id = @webhookId)
          and (cast(@automation as text) is null or automation = @automation)
          and (cast(@since as bigint) is null or created_at >= @since)
        order by id desc limit @fetch
        """;

    public const string ListAll = $"select {Shown} from deliveries where team_id = @team and id < @before\n{Rest}";

    public const string ListDelivered = $"select {Shown} from deliveries where team_id = @team and id < @before and state = 'delivered'\n{Rest}";

    /// <summary>In a state in which a delivery that goes well never is: by the index of those, which is chosen by its very words.</summary>
    public const string ListInState =
        $"""
        select {Shown} from deliveries
        where team_id = @team and id < @before and state = @state and state in ('pending', 'retrying', 'held', 'failed', 'cancelled')
        {Rest}
        """;

    /// <summary>Few at any time, and found before anything is put in order.</summary>
    public const string ListDelivering =
        $"""
        with claimed as materialized (select {Shown}, team_id, webhook_id from deliveries where claimed_by is not null)
        select {Shown} from claimed where team_id = @team and id < @before and state = 'delivering'
        {Rest}
        """;

    /// <summary>The newest of each webhook, one look into the index for each.</summary>
    public const string LastOfEach =
        """
        select d.webhook_id, d.id, d.state, d.created_at from webhooks w
        join deliveries d on d.id = (select max(newest.id) from deliveries newest where newest.webhook_id = w.id)
        where w.team_id = @team and w.id in @webhooks
        """;

    public const string Summaries = "select id, state, reason, attempts, due_at from deliveries where id in @ids";

    public const string Attempts =
        """
        select n, started_at, duration_ms, outcome, status, dialed_address, private_target, timings, url, request_headers,
               response_headers, response_body, response_truncated, error_code, error_message, error_remedy
        from delivery_attempts where delivery_id = @id order by n
        """;

    public const string CleanAttempts = "delete from delivery_attempts where delivery_id in @ids";

    public const string Clean = "delete from deliveries where id in @ids and ended_at < @before";

    public const string ToClean = "select id, team_id from deliveries where ended_at < @before and id not in @resting order by ended_at, id limit @limit";

    /// <summary>Which of these may go: one may have been redelivered since.</summary>
    public const string LockToClean = "select id from deliveries where id in @ids and ended_at < @before order by id {for_update}";
}
