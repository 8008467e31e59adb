using Microsoft.Extensions.Logging;
using Slipway.Access;
using Slipway.Storage;
using Slipway.Storage.Units;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Following;

namespace Slipway.Webhooks.Deliveries;

/// <summary>
/// Gives back the deliveries that dead servers had claimed, and those whose lease has run out. Counts no attempt; but one
/// that was lost again and again, as by a request that takes its server's memory with it, is given up.
/// </summary>
internal sealed partial class DeliveryRescuer(
    Database database, ServerInstance instance, DeliveryFollowers followers, UnitIsolation isolation, WakeSignal signal, TimeProvider time,
    ILogger<DeliveryRescuer> logger)
    : Worker(signal, Topic, Every, time, logger)
{
    /// <summary>So many restarts in a row are no coincidence.</summary>
    public const int MostLost = 20;

    private const int BatchSize = 500;
    private static readonly WakeTopic Topic = new("deliveries-rescue");
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private readonly IsolatedUnits _units = isolation.For(nameof(DeliveryRescuer));

    /// <summary>One look. Returns 0 unless there may be more: what it gives back is others' work.</summary>
    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        // Reads first, so that an idle server does not write.
        var lost = await database.ReadAsync(FindAsync, ct);
        await _units.AnswerAsync(lost, NameOf, RescueAsync, ct);
        return lost.Count == BatchSize ? lost.Count : 0;
    }

    private static WorkUnit NameOf(LostRow lost) => new(lost.Id.Value, lost.TeamId.Value, $"delivery {lost.Id}");

    /// <summary>An empty list of the living means that this server's own heartbeat failed; then it is in no place to judge others.</summary>
    private async Task<IReadOnlyList<LostRow>> FindAsync(DatabaseSession session)
    {
        var living = await instance.LivingAsync(session);
        return living.Count == 0
            ? []
            : await session.QueryAsync<LostRow>(DeliverySql.ToRescue, new { living, resting = _units.Resting, count = BatchSize });
    }

    private async Task RescueAsync(DatabaseTransaction tx, IReadOnlyList<LostRow> lost)
    {
        var living = await instance.LivingAsync(tx);
        if (living.Count == 0)
        {
            return;
        }
        foreach (var hopeless in lost.Where(row => row.Lost >= MostLost))
        {
            await GiveUpAsync(tx, hopeless, living);
        }
        var ids = lost.Where(row => row.Lost < MostLost).Select(row => row.Id.Value).ToArray();
        var count = ids.Length == 0 ? 0 : await tx.ExecuteAsync(DeliverySql.Rescue, new { ids, living });
        if (count > 0)
        {
            tx.Wake(WaitingDeliveries.Due);
            tx.OnCommit(() => Rescued(logger, count));
        }
    }

    private async Task GiveUpAsync(DatabaseTransaction tx, LostRow lost, IReadOnlyList<long> living)
    {
        var failure = UnitFailure.Of(nameof(DeliveryRescuer), NameOf(lost));
        var reason = $"internal_error: The attempt was lost {lost.Lost} times, with the server that made it. "
            + $"Whoever runs the server finds when in its log, under trace {failure.TraceId}.";
        var executions = await tx.QueryAsync<long?>(DeliverySql.GiveUpLost, new { id = lost.Id, reason, living });
        if (executions.Count > 0)
        {
            await followers.TellAsync(tx, executions, new DeliveryTurn.Failed(reason));
            await isolation.SetAsideAsync(tx, failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "delivery.rescued {Count}")]
    private static partial void Rescued(ILogger logger, int count);

    private sealed record LostRow
    {
        public required DeliveryId Id { get; init; }

        public required TeamId TeamId { get; init; }

        public required int Lost { get; init; }
    }
}
