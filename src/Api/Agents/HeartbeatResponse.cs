namespace Slipway.Api.Agents;

/// <summary>What becomes of the attempts.</summary>
public sealed record HeartbeatResponse
{
    /// <summary>From the answer on.</summary>
    public required int LeaseMilliseconds { get; init; }

    /// <summary>One for each that was sent.</summary>
    public required IReadOnlyList<BeatVerdictBody> Attempts { get; init; }

    /// <summary>What else.</summary>
    public required AgentCommandsBody Commands { get; init; }
}
