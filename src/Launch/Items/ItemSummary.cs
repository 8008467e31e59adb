using Slipway.Storage;

namespace Slipway.Launch.Items;

/// <summary>The run of an item, for the rooms above that queued it.</summary>
public sealed record ItemSummary
{
    public required ItemId Id { get; init; }

    public required string TeamName { get; init; }

    public required string ProjectName { get; init; }

    public required string RunKey { get; init; }

    /// <summary>Where the item stands.</summary>
    public required ItemState State { get; init; }

    /// <summary>Why it ended so; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>What the job ended with; null when it gave none or goes on.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Its run, as <c>team/project/run</c>.</summary>
    public string Run => $"{TeamName}/{ProjectName}/{RunKey}";

    /// <summary>Those of the items that are there, in no order; the caller has checked the actor.</summary>
    public static async Task<IReadOnlyList<ItemSummary>> ListAsync(DatabaseSession session, IReadOnlyCollection<ItemId> ids) =>
        ids.Count == 0 ? [] : await session.QueryAsync<ItemSummary>(ItemListSql.Summaries, new { ids });
}
