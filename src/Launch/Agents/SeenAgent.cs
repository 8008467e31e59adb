namespace Slipway.Launch.Agents;

/// <summary>An agent as people see it.</summary>
public sealed record SeenAgent
{
    public required AgentId Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Null before its first session.</summary>
    public string? Host { get; init; }

    /// <summary>Null before its first session.</summary>
    public string? Version { get; init; }

    public required IReadOnlyList<string> Labels { get; init; }

    public required IReadOnlyList<string> Runners { get; init; }

    public required IReadOnlyList<string> Queues { get; init; }

    /// <summary>How many it runs at once.</summary>
    public required int Slots { get; init; }

    /// <summary>How many it has.</summary>
    public required int Active { get; init; }

    public required bool Draining { get; init; }

    public required bool StopRequested { get; init; }

    /// <summary>Whether it was heard of lately.</summary>
    public required bool IsLive { get; init; }

    /// <summary>Null before its first session.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary><c>live</c>, <c>draining</c> or <c>silent</c>.</summary>
    public string State => (IsLive, Draining || StopRequested) switch
    {
        (false, _) => "silent",
        (true, true) => "draining",
        _ => "live",
    };
}

/// <summary>A registration token, shown this once.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Token">The token.</param>
/// <param name="ExpiresAt">UTC.</param>
public sealed record NewAgentToken(long Id, string Token, DateTimeOffset ExpiresAt)
{
    /// <summary>Never the token.</summary>
    public override string ToString() => $"registration token {Id} (***)";
}
