using Microsoft.Extensions.Logging;
using Slipway.Access;
using Slipway.Storage;
using Slipway.Storage.Units;
using Slipway.Webhooks.Definitions;

namespace Slipway.Webhooks.Deliveries;

/// <summary>
/// Claims due deliveries in batches, shared fairly between teams and webhooks, and hands them to the pump. What a server
/// makes itself mostly never comes here: it is handed over in memory.
/// </summary>
internal sealed class DeliveryWorker(
    Database database, ServerInstance instance, DeliveryLanes lanes, DeliveryLimits limits, DeliveryPump pump,
    UnitIsolation isolation, WakeSignal signal, TimeProvider time, ILogger<DeliveryWorker> logger)
    : Worker(signal, WaitingDeliveries.Due, MaxIdle, time, logger)
{
    private static readonly TimeSpan MaxIdle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(5);
    private readonly IsolatedUnits _webhooks = isolation.For(nameof(DeliveryWorker));
    private TimeSpan? _nextDue;

    /// <summary>Claims once. Returns how many were claimed; their attempts go on after it returns.</summary>
    public override async Task<int> RunOnceAsync(CancellationToken ct)
    {
        // Told before the room is looked at: room that comes free from now on wakes this worker.
        pump.WantsMore(true);
        var resting = _webhooks.Resting;
        var due = (await database.ReadAsync(session => session.QueryAsync<LaneRow>(DeliverySql.Lanes), ct))
            .Where(lane => !resting.Contains(lane.WebhookId.Value)).ToArray();
        _nextDue = due.Where(lane => lane.DueAt > lane.Now).Select(lane => (TimeSpan?)(lane.DueAt - lane.Now)).Min();

        var ready = due.Where(lane => lane.DueAt <= lane.Now).OrderBy(lane => lane.DueAt)
            .Select(lane => new ClaimPlan.DueLane(lane.WebhookId, lane.TeamId, lanes.RoomFor(lane.WebhookId)))
            .ToArray();
        var shares = ClaimPlan.Share(ready, lanes.Room, limits.InFlightPerWebhook);
        pump.WantsMore(ready.Length > 0);
        if (shares.Count == 0)
        {
            return 0;
        }

        var teams = ready.ToDictionary(lane => lane.Webhook, lane => lane.Team);
        var claimed = new List<ClaimedDelivery>();
        await _webhooks.AnswerAsync(shares, share => new WorkUnit(share.Webhook.Value, teams[share.Webhook].Value, $"the deliveries of webhook {share.Webhook}"),
            async (tx, some) =>
            {
                var claims = new List<ClaimedDelivery>();
                foreach (var (webhook, count) in some)
                {
                    claims.AddRange(await tx.QueryAsync<ClaimedDelivery>(DeliverySql.Claim,
                        new { me = instance.Id, lease = InstantText.ToMicroseconds(limits.Lease), webhook, count }));
                }
                tx.OnCommit(() => claimed.AddRange(claims));
            }, ct);
        foreach (var claim in claimed.OrderBy(claim => claim.Id.Value))
        {
            pump.Offer(claim);
        }
        return claimed.Count;
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var grace = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        grace.CancelAfter(Grace);
        await pump.StopAsync(grace.Token);
    }

    /// <inheritdoc/>
    protected override TimeSpan? NextLook() =>
        new[] { _nextDue, _webhooks.NextDue }.Min() is { } next ? next + Soonest : null;

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        pump.Open();
        return base.ExecuteAsync(stoppingToken);
    }

    private sealed class LaneRow
    {
        public WebhookId WebhookId { get; init; }

        public TeamId TeamId { get; init; }

        public DateTimeOffset DueAt { get; init; }

        public DateTimeOffset Now { get; init; }
    }
}
