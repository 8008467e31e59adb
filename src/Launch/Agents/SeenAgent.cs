using Slipway.Api;
using Slipway.Launch.Queues;

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

    /// <summary>Which queues it asks for.</summary>
    public required IReadOnlyList<string> NamedQueues { get; init; }

    /// <summary>Which it may serve, whatever it asks for.</summary>
    public required AllowedQueues AllowedQueues { get; init; }

    /// <summary>Which it serves.</summary>
    public IReadOnlyList<string> Queues => [.. NamedQueues.Where(AllowedQueues.Permits)];

    /// <summary>Which it asks for in vain.</summary>
    public IReadOnlyList<string> RefusedQueues => [.. NamedQueues.Where(queue => !AllowedQueues.Permits(queue))];

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

/// <summary>What an admin changes about an agent.</summary>
public sealed record AgentChange
{
    /// <summary>Whether it takes no more; null keeps what is.</summary>
    public bool? Draining { get; init; }

    /// <summary>Whether it ends once it has nothing left; null keeps what is.</summary>
    public bool? Stop { get; init; }

    /// <summary>Which queues it may serve; null for every queue of the team.</summary>
    public Optional<IReadOnlyList<string>?> AllowedQueues { get; init; }
}
