using Microsoft.Extensions.Logging;
using Slipway.Access;
using Slipway.Storage;
using Slipway.Storage.Units;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Following;

namespace Slipway.Webhooks.Deliveries;

/// <summary>
/// Deliveries that are held although their webhook is enabled are released, those whose webhook is gone are cancelled; users
/// of webhooks that are gone are disabled.
/// </summary>
internal sealed class WebhookSweeper(
    Database database, DeliveryFollowers followers, UnitIsolation isolation, WakeSignal signal, TimeProvider time, SweepMetrics metrics, ILogger<WebhookSweeper> logger)
    : Sweeper(signal, "webhooks", time, metrics, logger)
{
    private readonly IsolatedUnits _enabled = isolation.For(nameof(WebhookSweeper));
    private readonly IsolatedUnits _gone = isolation.For(nameof(WebhookSweeper));
    private readonly IsolatedUnits _users = isolation.For(nameof(WebhookSweeper));

    protected override IReadOnlyList<(string Kind, Func<CancellationToken, Task<int>> MendAsync)> Mends =>
        [("held_delivery", ReleaseAsync), ("delivery_of_gone_webhook", CancelAsync), ("use_of_gone_webhook", ct => WebhookUses.Table.MendAsync(database, _users, ct))];

    private Task<int> ReleaseAsync(CancellationToken ct) => EachAsync(WebhookSweeperSql.HeldOfEnabled, _enabled, async (tx, webhook) =>
        (await WebhookLookup.HoldAsync(tx, [webhook], alone: true)).GetValueOrDefault(webhook) is { Settings.Enabled: true }
            ? await WaitingDeliveries.ReleaseAsync(tx, webhook)
            : 0, ct);

    private Task<int> CancelAsync(CancellationToken ct) =>
        EachAsync(WebhookSweeperSql.HeldOfGone, _gone, (tx, webhook) => WaitingDeliveries.CancelAsync(tx, webhook, followers), ct);

    private async Task<int> EachAsync(
        string find, IsolatedUnits units, Func<DatabaseTransaction, WebhookId, Task<int>> mend, CancellationToken ct)
    {
        var resting = units.Resting;
        var found = (await database.ReadAsync(session => session.QueryAsync<Found>(find), ct)).Where(webhook => !resting.Contains(webhook.Id.Value)).ToArray();
        var mended = 0;
        await units.EachAsync(found, webhook => new WorkUnit(webhook.Id.Value, webhook.TeamId.Value, $"the held deliveries of webhook {webhook.Id}"),
            async (webhook, stop) => mended += await database.WriteAsync(tx => mend(tx, webhook.Id), stop), ct);
        return mended;
    }

    private sealed record Found
    {
        public required WebhookId Id { get; init; }

        public required TeamId TeamId { get; init; }
    }
}
