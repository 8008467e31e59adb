namespace Slipway.Api.Agents;

/// <summary>A registration token that is still good.</summary>
public sealed record AgentTokenResponse
{
    /// <summary>Opaque.</summary>
    public required string Id { get; init; }

    /// <summary>Null for none.</summary>
    public string? Description { get; init; }

    /// <summary>Names of the queues that an agent may serve which registers with it; null for every queue of the team.</summary>
    public IReadOnlyList<string>? Queues { get; init; }

    /// <summary>The one agent that registers with it; null for any name that is free.</summary>
    public string? AgentName { get; init; }

    /// <summary>Whether it may be used more than once.</summary>
    public required bool Reusable { get; init; }

    /// <summary>UTC; null before its first use.</summary>
    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
