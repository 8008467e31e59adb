namespace Slipway.Api.Agents;

/// <summary>What the agent signs to begin a session.</summary>
public sealed record AgentChallengeResponse
{
    /// <summary>Random; good once, for a minute.</summary>
    public required string Challenge { get; init; }
}
