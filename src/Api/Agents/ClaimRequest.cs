namespace Slipway.Api.Agents;

/// <summary><c>POST /agent/claims</c>: one long poll for all queues. Repeated with the same id it answers the same claims.</summary>
public sealed record ClaimRequest
{
    /// <summary>Made up by the agent, new for each claim that it means.</summary>
    public required string RequestId { get; init; }

    /// <summary>Names of queues.</summary>
    public required IReadOnlyList<string> Queues { get; init; }

    /// <summary>Of the session's runners those that can start something now; null for all.</summary>
    public IReadOnlyList<string>? Runners { get; init; }

    /// <summary>How many it may be given; 0 only listens.</summary>
    public required int Slots { get; init; }

    /// <summary>How long to wait when there is nothing, at most 50,000.</summary>
    public required int WaitMilliseconds { get; init; }
}
