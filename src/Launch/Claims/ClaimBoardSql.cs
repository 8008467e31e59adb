namespace Slipway.Launch.Claims;

/// <summary>The statements of <see cref="ClaimBoard"/>.</summary>
internal static class ClaimBoardSql
{
    // Counting stops where more would change nothing.
    public const string Open =
        """
        select q.id, q.team_id, q.name, q.labels, q.resource, q.max_concurrency,
               (select count(*) from (select 1 from queue_items i where i.queue_id = q.id and i.state = 'queued'
                    and (i.not_before is null or i.not_before <= slipway_now()) limit @most) as counted) as waiting,
               case when q.max_concurrency is null then 0 else
               (select count(*) from queue_items i where i.queue_id = q.id and i.state in ('claimed', 'starting', 'running')) end as active
        from queues q where q.team_id in @teams and q.name in @names and not q.paused
        """;
}
