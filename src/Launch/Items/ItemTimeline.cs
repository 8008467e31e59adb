using Slipway.Storage;

namespace Slipway.Launch.Items;

/// <summary>The life of an item, one row for each step, in the transaction of the step.</summary>
internal static class ItemTimeline
{
    /// <param name="attempt">The number of the attempt concerned; null for none.</param>
    /// <param name="from">The state that it left; null for the first step. Equal to <paramref name="to"/> for a note.</param>
    public static Task AppendAsync(DatabaseTransaction tx, ItemId item, int? attempt, ItemState? from, ItemState to, string actor, string? reason)
    {
        tx.Wake(LaunchTopics.Changed);
        return tx.ExecuteAsync(ItemTimelineSql.Append, new
        {
            item,
            attempt,
            from = from is { } state ? EnumText.Of(state) : null,
            to = EnumText.Of(to),
            actor,
            reason,
        });
    }
}
