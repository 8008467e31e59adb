using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Slipway.Launch.Queues;
using Slipway.Storage;
using Slipway.Storage.Units;

namespace Slipway.Launch.Statistics;

/// <summary>
/// Sums up the minutes that are over, keeps them 30 days, and measures what the gauges show. Summing up a minute again
/// changes nothing, so several servers may do it.
/// </summary>
internal sealed class QueueRollup(
    Database database, LaunchMetrics metrics, UnitIsolation isolation, WakeSignal signal, TimeProvider time, ILogger<QueueRollup> logger)
    : Worker(signal, Topic, Every, time, logger)
{
    private const int SummedMinutes = 5;
    private const long KeptFor = 30L * 86_400 * 1_000_000;

    // Each queue is a label; more would make the metrics as large as the database.
    private const int MeasuredQueues = 200;

    private static readonly WakeTopic Topic = new("launch-rollup");
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    private readonly IsolatedUnits _units = isolation.For(nameof(QueueRollup));
    private readonly IsolatedUnits _forgotten = isolation.For(nameof(QueueRollup));
    private long _summedUntil;

    /// <summary>One look. Returns 0: there is nothing more to do until the next minute.</summary>
    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var now = InstantText.ToMicroseconds(await database.NowAsync(ct));
        var until = now - (now % MinuteTallies.Minute);
        if (until > _summedUntil)
        {
            await SumAsync(until, ct);
            await ForgetAsync(until - KeptFor, ct);
            _summedUntil = until;
        }
        await MeasureAsync(ct);
        return 0;
    }

    private async Task SumAsync(long until, CancellationToken ct)
    {
        var from = until - (SummedMinutes * MinuteTallies.Minute);
        var tallies = await database.ReadAsync(session => MinuteTallies.CountAsync(session, null, from, until), ct);
        var resting = _units.Resting;
        var queues = tallies.GroupBy(tally => tally.Queue).Where(queue => !resting.Contains(queue.Key.Value)).ToArray();
        await _units.AnswerAsync(queues, queue => new WorkUnit(queue.Key.Value, null, $"the minutes of queue {queue.Key}"), async (tx, some) =>
        {
            foreach (var tally in some.SelectMany(queue => queue))
            {
                await tx.ExecuteAsync(StatisticsSql.Upsert, new
                {
                    queue = tally.Queue,
                    tally.Minute,
                    tally.Enqueued,
                    tally.Claimed,
                    tally.Succeeded,
                    tally.Failed,
                    tally.Cancelled,
                    tally.Lost,
                    tally.ClaimP50,
                    tally.ClaimP99,
                    tally.StartP50,
                    tally.StartP99,
                });
            }
        }, ct);
    }

    private async Task ForgetAsync(long before, CancellationToken ct)
    {
        var resting = _forgotten.Resting;
        var queues = await database.ReadAsync(session => session.QueryAsync<long>(StatisticsSql.ToForget, new { before }), ct);
        await _forgotten.AnswerAsync([.. queues.Where(queue => !resting.Contains(queue))], queue => new WorkUnit(queue, null, $"the old minutes of queue {queue}"),
            (tx, some) => tx.ExecuteAsync(StatisticsSql.Forget, new { queues = some, before }), ct);
    }

    private async Task MeasureAsync(CancellationToken ct)
    {
        var depth = new List<Measurement<long>>();
        var active = new List<Measurement<long>>();
        await database.ReadAsync(async session =>
        {
            var queues = await QueueLookup.FirstAsync(session, MeasuredQueues);
            var depths = await QueueDepth.OfAsync(session, [.. queues.Select(queue => queue.Id)]);
            foreach (var team in queues.GroupBy(queue => queue.TeamId))
            {
                foreach (var standing in await QueueLookup.ShowAsync(session, [.. team]))
                {
                    var labels = new[]
                    {
                        KeyValuePair.Create("team", (object?)standing.Queue.TeamName),
                        KeyValuePair.Create("queue", (object?)standing.Queue.Name),
                    };
                    active.Add(new Measurement<long>(standing.Active, labels));
                    foreach (var (reason, items) in depths[standing.Queue.Id].ByReason(standing))
                    {
                        depth.Add(new Measurement<long>(items, [.. labels, KeyValuePair.Create("reason", (object?)reason)]));
                    }
                }
            }
            return true;
        }, ct);
        metrics.Show(depth, active);
    }
}
