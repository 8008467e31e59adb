namespace Slipway.Launch.Items;

/// <summary>The statements of <see cref="ItemTimeline"/>.</summary>
internal static class ItemTimelineSql
{
    public const string Append =
        """
        insert into item_transitions (item_id, attempt, from_state, to_state, at, actor, reason)
        values (@item, @attempt, @from, @to, slipway_now(), @actor, @reason)
        """;
}
