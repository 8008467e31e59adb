namespace Slipway.Launch;

/// <summary>How patient the server is with agents.</summary>
public sealed record LaunchOptions
{
    /// <summary>How long a claim holds without a heartbeat. Heartbeats come four times as often.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long nobody may know what became of an attempt before it counts as lost.</summary>
    public TimeSpan UnknownTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a queue of less urgent items may be passed over by the agents that serve it before one of them gets through.</summary>
    public TimeSpan Turn { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often agents send log at most.</summary>
    public TimeSpan LogInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The largest piece of log.</summary>
    public int MaxLogChunk { get; init; } = 1 << 20;

    /// <summary>How long a job's key outlives its attempt, for what is still on its way.</summary>
    public TimeSpan KeyAfterlife { get; init; } = TimeSpan.FromMinutes(10);
}
