namespace Slipway.Launch.Agents;

/// <summary>The statements of <see cref="AgentGate"/>.</summary>
internal static class AgentGateSql
{
    public const string Find =
        """
        select s.id as session_id, a.id, a.name, a.team_id, a.team_name, s.boot_id, a.draining, a.stop_requested, a.labels, a.runners, a.allowed_queues as allowed, s.ended_reason
        from agent_sessions s join agents a on a.id = s.agent_id
        where s.token_hash = @hash and s.expires_at > slipway_now()
        """;
}
