using Slipway.Access;
using Slipway.Launch.Queues;

namespace Slipway.Launch.Agents;

/// <summary>An agent that has proved who it is, for one request.</summary>
public sealed record AgentCaller
{
    public required AgentId Id { get; init; }

    public required string Name { get; init; }

    public required TeamId TeamId { get; init; }

    public required string TeamName { get; init; }

    /// <summary>The session that it speaks in.</summary>
    public required long SessionId { get; init; }

    /// <summary>Tells its process from earlier ones.</summary>
    public required string BootId { get; init; }

    public required bool Draining { get; init; }

    public required bool StopRequested { get; init; }

    /// <summary>JSON array.</summary>
    public required string Labels { get; init; }

    /// <summary>JSON array.</summary>
    public required string Runners { get; init; }

    /// <summary>Which queues it may serve, whatever it asks for.</summary>
    public required AllowedQueues AllowedQueues { get; init; }
}
