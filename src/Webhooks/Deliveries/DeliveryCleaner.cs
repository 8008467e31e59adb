using Microsoft.Extensions.Logging;
using Slipway.Storage;

namespace Slipway.Webhooks.Deliveries;

/// <summary>Deletes deliveries, with their attempts, that ended longer ago than they are kept.</summary>
internal sealed class DeliveryCleaner(
    Database database, DeliveryLimits limits, WakeSignal signal, TimeProvider time, ILogger<DeliveryCleaner> logger)
    : Worker(signal, Topic, Every, time, logger)
{
    private const int BatchSize = 500;
    private static readonly WakeTopic Topic = new("deliveries-cleaning");
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Deletes one batch. Returns how many went.</summary>
    public override Task<int> RunOnceAsync(CancellationToken ct) => database.WriteAsync(async tx =>
    {
        var args = new { before = await tx.NowAsync() - limits.KeepEnded, limit = BatchSize };
        await tx.ExecuteAsync(DeliverySql.CleanAttempts, args);
        return await tx.ExecuteAsync(DeliverySql.Clean, args);
    }, ct);
}
