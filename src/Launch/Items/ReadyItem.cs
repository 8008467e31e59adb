using Slipway.Launch.Queues;
using Slipway.Rest;

namespace Slipway.Launch.Items;

/// <summary>
/// What is to be queued, planned before the transaction in which it is: files read, schemas held against values, references
/// resolved. Holds as long as its queue is as it was then.
/// </summary>
public sealed record ReadyItem
{
    internal ReadyItem(NewItem item, QueueRow? queue, Outcome<ItemPlan> plan) => (Item, Queue, Plan) = (item, queue, plan);

    internal NewItem Item { get; private init; }

    /// <summary>The queue for which it was planned; null when there was none.</summary>
    internal QueueRow? Queue { get; }

    /// <summary>The plan, or why not.</summary>
    internal Outcome<ItemPlan> Plan { get; }

    /// <summary>Characters that it holds in memory, about.</summary>
    public int Size => Plan.Refusal is not null || Queue is null ? 0 : Plan.Value.Spec.RunConfig?.GetRawText().Length ?? 0;

    /// <summary>The same as an execution queues it, whose number is known only then.</summary>
    public ReadyItem CausedBy(ItemCause cause, string dedupeKey) =>
        this with { Item = Item with { Cause = cause, Request = Item.Request with { DedupeKey = dedupeKey } } };
}
