namespace Slipway.Launch.Agents;

/// <summary>The statements of <see cref="AgentTokenOperations"/>.</summary>
internal static class AgentTokenSql
{
    public const string Columns = "id, description, queues, agent_name, reusable, used_at, expires_at, created_by, created_at";

    public const string Insert =
        $"""
        insert into agent_tokens (team_id, token_hash, description, queues, agent_name, reusable, expires_at, created_by, created_at)
        values (@team, @hash, @description, @queues, @agentName, @reusable, slipway_now() + @life, @by, slipway_now())
        returning {Columns}
        """;

    // Tokens that still let an agent in. Used and expired ones are left out: the audit trail tells of them.
    public const string Good =
        $"""
        select {Columns} from agent_tokens
        where team_id = @team and id < @before and expires_at > slipway_now() and (reusable or used_at is null)
        order by id desc limit @fetch
        """;

    public const string Delete =
        "delete from agent_tokens where team_id = @team and id = @id and expires_at > slipway_now() and (reusable or used_at is null)";

    public const string KnownQueues = "select name from queues where team_id = @team and name in @names";
}
