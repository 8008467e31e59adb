namespace Slipway.Api.Agents;

/// <summary><c>POST /agent/heartbeats</c>: one for all attempts, every quarter of a lease.</summary>
public sealed record HeartbeatRequest
{
    /// <summary>All that the agent has.</summary>
    public required IReadOnlyList<AttemptBeatBody> Attempts { get; init; }
}
