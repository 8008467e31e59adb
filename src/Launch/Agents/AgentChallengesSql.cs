namespace Slipway.Launch.Agents;

/// <summary>The statements of <see cref="AgentChallenges"/>.</summary>
internal static class AgentChallengesSql
{
    public const string MakeKey = "insert into agent_challenge_keys (id, value) values (1, @value) on conflict do nothing";

    public const string FindKey = "select value from agent_challenge_keys where id = 1";
}
