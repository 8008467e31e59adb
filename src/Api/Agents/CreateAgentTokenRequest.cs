namespace Slipway.Api.Agents;

/// <summary><c>POST /teams/{team}/agents/tokens</c> (admins).</summary>
public sealed record CreateAgentTokenRequest
{
    /// <summary>Null for none.</summary>
    public string? Description { get; init; }

    /// <summary>3600 when left out, at most 30 days.</summary>
    public int? ExpiresInSeconds { get; init; }

    /// <summary>False when left out: it registers one agent.</summary>
    public bool? Reusable { get; init; }

    /// <summary>Names of the queues that an agent may serve which registers with it; every queue of the team when left out.</summary>
    public IReadOnlyList<string>? Queues { get; init; }

    /// <summary>The one agent that registers with it; it replaces an agent of that name. Any name that is free when left out.</summary>
    public string? AgentName { get; init; }
}
