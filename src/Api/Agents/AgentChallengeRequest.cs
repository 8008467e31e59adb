namespace Slipway.Api.Agents;

/// <summary><c>POST /agent/challenges</c>.</summary>
public sealed record AgentChallengeRequest
{
    /// <summary>The agent.</summary>
    public required string AgentId { get; init; }
}
