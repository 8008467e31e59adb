namespace Slipway.Api.Agents;

/// <summary>A registration token, shown this once.</summary>
public sealed record AgentTokenResponse
{
    /// <summary>Opaque.</summary>
    public required string Id { get; init; }

    /// <summary>The token.</summary>
    public required string Token { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Never the token.</summary>
    public override string ToString() => $"registration token {Id} (***)";
}
