using Slipway.Launch.Queues;

namespace Slipway.Launch.Agents;

/// <summary>What a registration token is to be good for.</summary>
public sealed record AgentTokenDraft
{
    /// <summary>Null for none.</summary>
    public string? Description { get; init; }

    /// <summary>How long it is good; null for an hour.</summary>
    public int? Seconds { get; init; }

    /// <summary>Whether it may be used more than once.</summary>
    public bool Reusable { get; init; }

    /// <summary>The queues that an agent may serve which registers with it; null for every queue of the team.</summary>
    public IReadOnlyList<string>? Queues { get; init; }

    /// <summary>The one agent that registers with it, also again; null for any name that is free.</summary>
    public string? AgentName { get; init; }
}

/// <summary>A registration token that is good yet, without its text, which rests nowhere.</summary>
public sealed record AgentToken
{
    public required long Id { get; init; }

    /// <summary>Null for none.</summary>
    public string? Description { get; init; }

    public required AllowedQueues Queues { get; init; }

    /// <summary>The one agent that registers with it, also again; null for any name that is free.</summary>
    public string? AgentName { get; init; }

    public required bool Reusable { get; init; }

    /// <summary>UTC; null before its first use.</summary>
    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A registration token, shown this once.</summary>
/// <param name="Token">All but its text.</param>
/// <param name="Text">Its text.</param>
/// <param name="MissingQueues">Queues that it names and the team does not have.</param>
public sealed record NewAgentToken(AgentToken Token, string Text, IReadOnlyList<string> MissingQueues)
{
    /// <summary>Never the text.</summary>
    public override string ToString() => $"registration token {Token.Id} (***)";
}
