namespace Slipway.Api.Agents;

/// <summary>A registration token, shown this once.</summary>
public sealed record CreatedAgentTokenResponse
{
    /// <summary>Opaque.</summary>
    public required string Id { get; init; }

    /// <summary>The token.</summary>
    public required string Token { get; init; }

    /// <summary>Names of the queues that an agent may serve which registers with it; null for every queue of the team.</summary>
    public IReadOnlyList<string>? Queues { get; init; }

    /// <summary>Those of the queues that the team does not have yet.</summary>
    public required IReadOnlyList<string> MissingQueues { get; init; }

    /// <summary>The one agent that registers with it; null for any name that is free.</summary>
    public string? AgentName { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Never the token.</summary>
    public override string ToString() => $"registration token {Id} (***)";
}
