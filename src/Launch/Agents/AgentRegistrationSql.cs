namespace Slipway.Launch.Agents;

/// <summary>The statements of <see cref="AgentRegistration"/>.</summary>
internal static class AgentRegistrationSql
{
    public const string FindToken =
        """
        select t.id, t.team_id, t.queues, t.agent_name from agent_tokens t
        where t.token_hash = @hash and t.expires_at > slipway_now() and (t.reusable or t.used_at is null) {for_update}
        """;

    public const string UseToken = "update agent_tokens set used_at = slipway_now() where id = @id";

    // A name that is taken is given a new key only by a token that names it.
    public const string Upsert =
        """
        insert into agents (team_id, team_name, name, public_key, labels, runners, queues, slots, draining, stop_requested, created_at,
                            allowed_queues, token_id)
        values (@team, @teamName, @name, @key, '[]', '[]', '[]', 0, false, false, slipway_now(), @queues, @token)
        on conflict (team_id, name) do update set public_key = excluded.public_key, draining = false, stop_requested = false,
            allowed_queues = excluded.allowed_queues, token_id = excluded.token_id
            where @isNamed
        returning id
        """;

    public const string EndSessions =
        "update agent_sessions set ended_reason = 'session_replaced' where agent_id = @agent and ended_reason is null";
}
