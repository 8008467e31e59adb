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
}
