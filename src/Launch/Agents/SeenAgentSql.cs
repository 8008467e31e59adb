namespace Slipway.Launch.Agents;

/// <summary>Agents as people see them.</summary>
internal static class SeenAgentSql
{
    private const string Select =
        """
        select a.id, a.name, a.host, a.version, a.labels, a.runners, a.queues, a.allowed_queues as allowed, a.slots, a.draining, a.stop_requested, a.last_seen_at, a.created_at,
               a.last_seen_at > slipway_now() - @live as is_live,
               (select count(*) from item_attempts t
                where t.agent_id = a.id and t.state in ('claimed', 'starting', 'running', 'unknown')) as active
        from agents a
        """;

    public const string List = $"{Select} where a.team_id = @team and a.id < @before order by a.id desc limit @fetch";

    public const string Find = $"{Select} where a.team_id = @team and a.name = @name";

    public const string Change = "update agents set draining = @draining, stop_requested = @stop, allowed_queues = @queues where id = @id";
}
