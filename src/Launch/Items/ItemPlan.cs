using Slipway.Access;
using Slipway.Access.Projects;
using Slipway.Api.Agents;
using Slipway.Launch.Queues;

namespace Slipway.Launch.Items;

/// <summary>An item that passed every rule and only has to be written.</summary>
internal sealed record ItemPlan
{
    public required Team Team { get; init; }

    public required Queue Queue { get; init; }

    public required Project Project { get; init; }

    /// <summary>Item, run and what only a claim knows are still empty.</summary>
    public required AttemptSpecBody Spec { get; init; }

    /// <summary>Its resource arguments as they were given.</summary>
    public required AskedArguments Asked { get; init; }

    public required long JobVersionId { get; init; }

    /// <summary>Numbers of the artifact versions that the job may read: itself, its code, its inputs.</summary>
    public required IReadOnlyList<long> Readable { get; init; }

    /// <summary>The run's inputs, number to name.</summary>
    public required IReadOnlyDictionary<long, string> Lineage { get; init; }

    public required int Priority { get; init; }

    public required string By { get; init; }

    public string? DedupeKey { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    public ItemCause? Cause { get; init; }

    public ItemId? RerunOf { get; init; }

    public int Depth { get; init; }
}
