using Slipway.Api.Queues;
using Slipway.Launch.Items;
using Slipway.Launch.Queues;
using Slipway.Storage;

namespace Slipway.Launch.Statistics;

/// <summary>What waits in a queue.</summary>
internal sealed record QueueDepth
{
    private static readonly QueueDepth Empty = new() { Items = 0, Later = 0 };

    public required int Items { get; init; }

    /// <summary>Those of them whose time has not come.</summary>
    public required int Later { get; init; }

    /// <summary>When the oldest was queued; null when none waits.</summary>
    public DateTimeOffset? Oldest { get; init; }

    /// <summary>How many wait for what, by <see cref="WaitReasons"/>; what nobody waits for is left out.</summary>
    public IReadOnlyDictionary<string, int> ByReason(QueueStanding standing)
    {
        var reasons = new Dictionary<string, int>(StringComparer.Ordinal);
        if (standing.Queue.Settings.Paused)
        {
            Add(WaitReasons.QueuePaused, Items);
            return reasons;
        }
        Add(WaitReasons.NotBefore, Later);
        Add(WaitReason.OfReady(standing), Items - Later);
        return reasons;

        void Add(string reason, int count)
        {
            if (count > 0)
            {
                reasons[reason] = count;
            }
        }
    }

    public static async Task<IReadOnlyDictionary<QueueId, QueueDepth>> OfAsync(DatabaseSession session, IReadOnlyCollection<QueueId> queues)
    {
        var rows = queues.Count == 0 ? [] : await session.QueryAsync<Row>(StatisticsSql.Waiting, new { queues });
        var known = rows.ToDictionary(row => row.QueueId, row => new QueueDepth { Items = row.Items, Later = row.Later, Oldest = row.Oldest });
        return queues.ToDictionary(queue => queue, queue => known.GetValueOrDefault(queue, Empty));
    }

    private sealed record Row
    {
        public required QueueId QueueId { get; init; }

        public required int Items { get; init; }

        public required int Later { get; init; }

        public DateTimeOffset? Oldest { get; init; }
    }
}
