namespace Slipway.Api.Agents;

/// <summary>A session and the server's limits.</summary>
public sealed record SessionResponse
{
    /// <summary>Bearer token of this session.</summary>
    public required string Token { get; init; }

    /// <summary>UTC; open another before.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>For how long from now on: for who has another clock. Null from a server that does not say.</summary>
    public long? LifetimeMilliseconds { get; init; }

    /// <summary>How long a claim holds without a heartbeat.</summary>
    public required int LeaseMilliseconds { get; init; }

    /// <summary>How often to send one.</summary>
    public required int HeartbeatMilliseconds { get; init; }

    /// <summary>How often to send log at most.</summary>
    public required int LogIntervalMilliseconds { get; init; }

    /// <summary>The largest piece of log.</summary>
    public required int MaxLogChunkBytes { get; init; }

    /// <summary>Queues that the agent named and the team does not have.</summary>
    public required IReadOnlyList<string> MissingQueues { get; init; }

    /// <summary>Queues that the agent named and may not serve.</summary>
    public IReadOnlyList<string> RefusedQueues { get; init; } = [];

    /// <summary>What the agent should have, to attach to again.</summary>
    public required IReadOnlyList<HeldAttemptResponse> Held { get; init; }

    /// <summary>Never the token.</summary>
    public override string ToString() => $"session until {ExpiresAt:O} (***)";
}
