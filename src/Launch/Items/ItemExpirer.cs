using Microsoft.Extensions.Logging;
using Slipway.Storage;
using Slipway.Storage.Units;

namespace Slipway.Launch.Items;

/// <summary>Ends what nobody took in time, with its run.</summary>
internal sealed partial class ItemExpirer(
    Database database, ItemEnding ending, UnitIsolation isolation, WakeSignal signal, TimeProvider time, ILogger<ItemExpirer> logger)
    : Worker(signal, Topic, Every, time, logger)
{
    private const int PerRound = 100;
    private const string Reason = "expired: nobody took it in the queue's maximal wait";

    private static readonly WakeTopic Topic = new("launch-expiry");
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly IsolatedUnits _units = isolation.For(nameof(ItemExpirer));

    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        // Reads first, so that an idle server does not write.
        var due = await database.ReadAsync(session => session.QueryAsync<Item>(ItemListSql.Expired, new { fetch = PerRound, resting = _units.Resting }), ct);
        var expired = await _units.EachAsync(due, item => new WorkUnit(item.Id.Value, item.TeamId.Value, $"item {item.Id}"),
            (item, stop) => database.WriteAsync(async tx =>
            {
                if (await tx.ExecuteAsync(ItemListSql.Expire, new { id = item.Id, reason = Reason }) == 1)
                {
                    await ItemTimeline.AppendAsync(tx, item.Id, null, ItemState.Queued, ItemState.Expired, "slipway", Reason);
                    await ending.EndAsync(tx, item, ItemState.Expired, Reason);
                }
            }, stop), ct);
        if (expired > 0)
        {
            Expired(logger, expired);
        }
        return due.Count;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "item.expired {Count}")]
    private static partial void Expired(ILogger logger, int count);
}
