using Microsoft.Extensions.Logging;
using Slipway.Access;
using Slipway.Storage;
using Slipway.Storage.Units;

namespace Slipway.Webhooks.Deliveries;

/// <summary>Deletes deliveries, with their attempts, that ended longer ago than they are kept.</summary>
internal sealed class DeliveryCleaner(
    Database database, DeliveryLimits limits, UnitIsolation isolation, WakeSignal signal, TimeProvider time, ILogger<DeliveryCleaner> logger)
    : Worker(signal, Topic, Every, time, logger)
{
    private const int BatchSize = 500;
    private static readonly WakeTopic Topic = new("deliveries-cleaning");
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private readonly IsolatedUnits _units = isolation.For(nameof(DeliveryCleaner));

    /// <summary>Deletes one batch. Returns how many went.</summary>
    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var (before, ended) = await database.ReadAsync(async session =>
        {
            var until = await session.NowAsync() - limits.KeepEnded;
            return (until, await session.QueryAsync<EndedRow>(DeliverySql.ToClean, new { before = until, resting = _units.Resting, limit = BatchSize }));
        }, ct);
        return await _units.AnswerAsync(ended, row => new WorkUnit(row.Id.Value, row.TeamId.Value, $"delivery {row.Id}"), async (tx, some) =>
        {
            var ids = await tx.QueryAsync<long>(DeliverySql.LockToClean, new { ids = some.Select(row => row.Id.Value).ToArray(), before });
            if (ids.Count > 0)
            {
                await tx.ExecuteAsync(DeliverySql.CleanAttempts, new { ids });
                await tx.ExecuteAsync(DeliverySql.Clean, new { ids, before });
            }
        }, ct);
    }

    private sealed record EndedRow
    {
        public required DeliveryId Id { get; init; }

        public required TeamId TeamId { get; init; }
    }
}
