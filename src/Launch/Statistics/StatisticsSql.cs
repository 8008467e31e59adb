using Slipway.Launch.Items;

namespace Slipway.Launch.Statistics;

internal static class StatisticsSql
{
    private const string OfQueue = "(cast(@queue as bigint) is null or queue_id = @queue)";

    public const string Enqueued = $"select queue_id, created_at as at from queue_items where created_at >= @from and created_at < @until and {OfQueue}";

    public const string Ended =
        $"select queue_id, ended_at as at, state from queue_items where ended_at >= @from and ended_at < @until and {OfQueue}";

    public const string Claimed =
        """
        select t.queue_id, t.claimed_at as at, t.claimed_at - i.created_at as span
        from item_attempts t join queue_items i on i.id = t.item_id
        where t.claimed_at >= @from and t.claimed_at < @until and (cast(@queue as bigint) is null or t.queue_id = @queue)
        """;

    public const string Started =
        $"""
        select queue_id, running_at as at, running_at - claimed_at as span
        from item_attempts where running_at >= @from and running_at < @until and {OfQueue}
        """;

    public const string Upsert =
        """
        insert into queue_minutes (queue_id, minute, enqueued, claimed, succeeded, failed, cancelled, lost, claim_p50, claim_p99, start_p50, start_p99)
        values (@queue, @Minute, @Enqueued, @Claimed, @Succeeded, @Failed, @Cancelled, @Lost, @ClaimP50, @ClaimP99, @StartP50, @StartP99)
        on conflict (queue_id, minute) do update set
            enqueued = excluded.enqueued, claimed = excluded.claimed, succeeded = excluded.succeeded, failed = excluded.failed,
            cancelled = excluded.cancelled, lost = excluded.lost, claim_p50 = excluded.claim_p50, claim_p99 = excluded.claim_p99,
            start_p50 = excluded.start_p50, start_p99 = excluded.start_p99
        """;

    public const string Minutes =
        """
        select minute, enqueued, claimed, succeeded, failed, cancelled, lost, claim_p50, claim_p99, start_p50, start_p99
        from queue_minutes where queue_id = @queue and minute >= @from and minute < @until order by minute
        """;

    // With those of queues that were deleted while their last minute was being written.
    public const string ToForget =
        "select queue_id from queue_minutes where minute < @before or queue_id not in (select id from queues) group by queue_id";

    public const string Forget =
        "delete from queue_minutes where queue_id in @queues and (minute < @before or queue_id not in (select id from queues))";

    public const string Waiting =
        """
        select queue_id, count(*) as items, min(created_at) as oldest,
               sum(case when not_before > slipway_now() then 1 else 0 end) as later
        from queue_items where queue_id in @queues and state = 'queued' group by queue_id
        """;

    public const string Errors =
        $"""
        select {ItemSql.Columns} from queue_items
        where queue_id = @queue and state in ('failed', 'lost') order by id desc limit @fetch
        """;
}
