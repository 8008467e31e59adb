namespace Slipway.Api.Agents;

/// <summary>Who the agent is from now on.</summary>
public sealed record RegisteredAgentResponse
{
    /// <summary>Opaque.</summary>
    public required string AgentId { get; init; }

    /// <summary>The team's name.</summary>
    public required string Team { get; init; }

    /// <summary>The agent's name.</summary>
    public required string Name { get; init; }

    /// <summary>Names of the queues that it may serve; null for every queue of the team.</summary>
    public IReadOnlyList<string>? AllowedQueues { get; init; }
}
