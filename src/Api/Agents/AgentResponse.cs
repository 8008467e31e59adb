namespace Slipway.Api.Agents;

/// <summary>An agent as the server sees it.</summary>
public sealed record AgentResponse
{
    /// <summary>Opaque.</summary>
    public required string Id { get; init; }

    /// <summary>Unique in its team.</summary>
    public required string Name { get; init; }

    /// <summary><c>live</c>, <c>draining</c> or <c>silent</c>.</summary>
    public required string State { get; init; }

    /// <summary>Null before its first session.</summary>
    public string? Host { get; init; }

    /// <summary>Null before its first session.</summary>
    public string? Version { get; init; }

    /// <summary>What it offers.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>What it can start things on.</summary>
    public required IReadOnlyList<string> Runners { get; init; }

    /// <summary>Which it serves.</summary>
    public required IReadOnlyList<string> Queues { get; init; }

    /// <summary>Which it may serve, whatever it asks for; null for every queue of the team.</summary>
    public IReadOnlyList<string>? AllowedQueues { get; init; }

    /// <summary>Which it asks for and may not serve.</summary>
    public required IReadOnlyList<string> RefusedQueues { get; init; }

    /// <summary>How many it runs at once.</summary>
    public required int Slots { get; init; }

    /// <summary>How many it has.</summary>
    public required int Active { get; init; }

    /// <summary>Whether it takes no more.</summary>
    public required bool Draining { get; init; }

    /// <summary>UTC; null before its first session.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
