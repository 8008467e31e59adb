using Slipway.Launch.Queues;
using Slipway.Storage;

namespace Slipway.Launch.Statistics;

/// <summary>Counts minutes from items and attempts.</summary>
internal static class MinuteTallies
{
    public const long Minute = 60_000_000;

    /// <summary>The minutes of that span in which something happened, oldest first.</summary>
    /// <param name="queue">Null for all queues.</param>
    /// <param name="from">Microseconds.</param>
    /// <param name="until">Microseconds, exclusive.</param>
    public static async Task<IReadOnlyList<MinuteTally>> CountAsync(DatabaseSession session, QueueId? queue, long from, long until)
    {
        var args = new { queue = queue?.Value, from, until };
        var tallies = new Dictionary<(QueueId, long), MinuteTally>();
        foreach (var row in await session.QueryAsync<Row>(StatisticsSql.Enqueued, args))
        {
            Of(row).Enqueued++;
        }
        foreach (var row in await session.QueryAsync<Row>(StatisticsSql.Claimed, args))
        {
            Of(row).Claim(row.Span);
        }
        foreach (var row in await session.QueryAsync<Row>(StatisticsSql.Started, args))
        {
            Of(row).Start(row.Span);
        }
        foreach (var row in await session.QueryAsync<Row>(StatisticsSql.Ended, args))
        {
            Of(row).End(row.State!);
        }
        return [.. tallies.Values.OrderBy(tally => tally.Minute)];

        MinuteTally Of(Row row)
        {
            var minute = row.At - (row.At % Minute);
            return tallies.TryGetValue((row.QueueId, minute), out var known)
                ? known
                : tallies[(row.QueueId, minute)] = new MinuteTally { Queue = row.QueueId, Minute = minute };
        }
    }

    private sealed record Row
    {
        public required QueueId QueueId { get; init; }

        public required long At { get; init; }

        public long Span { get; init; }

        public string? State { get; init; }
    }
}
