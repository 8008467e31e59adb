using Slipway.Access;
using Slipway.Api.Queues;

namespace Slipway.Launch.Items;

/// <summary>Something to be queued.</summary>
public sealed record NewItem
{
    /// <summary>The queue's team.</summary>
    public required Team Team { get; init; }

    /// <summary>The queue's name.</summary>
    public required string Queue { get; init; }

    /// <summary>What is wanted, as a person or an automation says it.</summary>
    public required EnqueueItemRequest Request { get; init; }

    /// <summary>What made it; null when a person queued it.</summary>
    public ItemCause? Cause { get; init; }

    /// <summary>How many causes led here: 0 for a person's.</summary>
    public int Depth { get; init; }
}

/// <summary>What made an item.</summary>
/// <param name="Automation">The automation's name.</param>
/// <param name="Execution">The number of its execution; null for none.</param>
/// <param name="Event">The number of the event; null for none.</param>
public sealed record ItemCause(string Automation, long? Execution, long? Event);
