namespace Slipway.Launch.Agents;

/// <summary>The statements of <see cref="AgentSessions"/>.</summary>
internal static class AgentSessionsSql
{
    public const string CleanChallenges = "delete from agent_challenges where expires_at < slipway_now()";

    // What was used is kept until it would have ended anyway; nothing is kept of what was only asked for.
    public const string UseChallenge =
        """
        insert into agent_challenges (challenge_hash, agent_id, expires_at) values (@hash, @agent, slipway_now() + @life)
        on conflict do nothing
        """;

    public const string FindAgent = "select id, name, team_id, team_name, public_key, allowed_queues as allowed from agents where id = @agent {for_update}";

    public const string FindKey = "select public_key from agents where id = @agent";

    public const string ReplaceOthers =
        "update agent_sessions set ended_reason = 'session_replaced' where agent_id = @agent and boot_id <> @boot and ended_reason is null";

    public const string CleanSessions = "delete from agent_sessions where agent_id = @agent and expires_at < slipway_now()";

    public const string AddSession =
        """
        insert into agent_sessions (agent_id, token_hash, boot_id, created_at, expires_at)
        values (@agent, @hash, @boot, slipway_now(), slipway_now() + @life) returning expires_at
        """;

    // A new process begins anew: what asked the former one to drain or stop was about that one.
    public const string Describe =
        """
        update agents set host = @Host, version = @Version, labels = @labels, runners = @runners, queues = @queues, slots = @Slots,
               last_seen_at = slipway_now(),
               draining = case when @isNew then false else draining end, stop_requested = case when @isNew then false else stop_requested end
        where id = @agent
        """;

    public const string IsKnownBoot = "select count(*) from agent_sessions where agent_id = @agent and boot_id = @boot";

    public const string KnownQueues = "select name from queues where team_id = @team and name in @names";
}
