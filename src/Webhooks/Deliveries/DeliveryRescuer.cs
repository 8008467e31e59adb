using Microsoft.Extensions.Logging;
using Slipway.Storage;
using Slipway.Webhooks.Definitions;

namespace Slipway.Webhooks.Deliveries;

/// <summary>Gives back the deliveries that dead servers had claimed, and those whose lease has run out. Counts no attempt.</summary>
internal sealed partial class DeliveryRescuer(
    Database database, ServerInstance instance, WakeSignal signal, TimeProvider time, ILogger<DeliveryRescuer> logger)
    : Worker(signal, Topic, Every, time, logger)
{
    private static readonly WakeTopic Topic = new("deliveries-rescue");
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>One look. Returns 0: what it gives back is others' work.</summary>
    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        if (!await database.ReadAsync(IsNeededAsync, ct))
        {
            return 0;
        }
        var rescued = await database.WriteAsync(async tx =>
        {
            var living = await instance.LivingAsync(tx);
            var count = living.Count == 0 ? 0 : await tx.ExecuteAsync(DeliverySql.Rescue, new { living });
            if (count > 0)
            {
                tx.Wake(WaitingDeliveries.Due);
            }
            return count;
        }, ct);
        if (rescued > 0)
        {
            Rescued(logger, rescued);
        }
        return 0;
    }

    /// <summary>Reads first, so that an idle server does not write. An empty list of the living means that this server's own
    /// heartbeat failed; then it is in no place to judge others.</summary>
    private async Task<bool> IsNeededAsync(DatabaseSession session)
    {
        var living = await instance.LivingAsync(session);
        return living.Count > 0 && await session.ScalarAsync<int?>(DeliverySql.AnyToRescue, new { living }) is not null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "delivery.rescued {Count}")]
    private static partial void Rescued(ILogger logger, int count);
}
