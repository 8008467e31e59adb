using Slipway.Access;
using Slipway.Api.Queues;

namespace Slipway.Launch.Queues;

/// <summary>A queue as the database holds it.</summary>
public sealed record Queue
{
    public required QueueId Id { get; init; }

    public required TeamId TeamId { get; init; }

    public required string TeamName { get; init; }

    /// <summary>What people decided about it.</summary>
    public required QueueSettings Settings { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public string Name => Settings.Name;
}

/// <summary>A queue with how it stands.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Queued">How many wait.</param>
/// <param name="Active">How many an agent has.</param>
/// <param name="Agents">The live agents that serve it, whatever their labels.</param>
public sealed record QueueStanding(Queue Queue, int Queued, int Active, IReadOnlyList<ServingAgent> Agents)
{
    /// <summary>Those of the agents that have its labels.</summary>
    public IEnumerable<ServingAgent> Fitting => Agents.Where(agent => agent.Has(Queue.Settings.Labels));

    /// <summary>What keeps it from working; null when nothing does.</summary>
    public string? Warning => Agents.Count == 0
        ? $"No live agent serves this queue. Start one: slipway agent token, then slipway-agent with queue '{Queue.Name}'."
        : Fitting.Any() ? null : $"No live agent that serves this queue has its labels: {string.Join(", ", Queue.Settings.Labels)}.";
}
