using Microsoft.Extensions.Logging;
using Slipway.Storage;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Following;

namespace Slipway.Webhooks.Deliveries;

/// <summary>
/// Deliveries that are held although their webhook is enabled are released, those whose webhook is gone are cancelled; users
/// of webhooks that are gone are disabled.
/// </summary>
internal sealed class WebhookSweeper(
    Database database, DeliveryFollowers followers, WakeSignal signal, TimeProvider time, SweepMetrics metrics, ILogger<WebhookSweeper> logger)
    : Sweeper(signal, "webhooks", time, metrics, logger)
{
    private const string HeldOfEnabled =
        """
        select w.id from webhooks w
        where w.enabled and exists (select 1 from deliveries d where d.webhook_id = w.id and d.state = 'held')
        """;

    private const string HeldOfGone =
        """
        select webhook_id from deliveries
        where state = 'held' and not exists (select 1 from webhooks w where w.id = deliveries.webhook_id)
        group by webhook_id
        """;

    private const string GoneUse = "not disabled and not exists (select 1 from webhooks where webhooks.id = webhook_uses.webhook_id)";

    private const string AnyGoneUse = $"select 1 from webhook_uses where {GoneUse} limit 1";

    private const string DisableGoneUses = $"update webhook_uses set disabled = true where {GoneUse}";

    protected override IReadOnlyList<(string Kind, Func<CancellationToken, Task<int>> MendAsync)> Mends =>
        [("held_delivery", ReleaseAsync), ("delivery_of_gone_webhook", CancelAsync), ("use_of_gone_webhook", DisableAsync)];

    private async Task<int> ReleaseAsync(CancellationToken ct)
    {
        var released = 0;
        foreach (var webhook in await database.ReadAsync(session => session.QueryAsync<WebhookId>(HeldOfEnabled), ct))
        {
            released += await database.WriteAsync(async tx =>
                (await WebhookLookup.HoldAsync(tx, [webhook], alone: true)).GetValueOrDefault(webhook) is { Draft.Enabled: true }
                    ? await WaitingDeliveries.ReleaseAsync(tx, webhook)
                    : 0, ct);
        }
        return released;
    }

    private async Task<int> CancelAsync(CancellationToken ct)
    {
        var cancelled = 0;
        foreach (var webhook in await database.ReadAsync(session => session.QueryAsync<WebhookId>(HeldOfGone), ct))
        {
            cancelled += await database.WriteAsync(tx => WaitingDeliveries.CancelAsync(tx, webhook, followers), ct);
        }
        return cancelled;
    }

    private async Task<int> DisableAsync(CancellationToken ct) =>
        await database.ReadAsync(session => session.ScalarAsync<int?>(AnyGoneUse), ct) is null
            ? 0
            : await database.WriteAsync(tx => tx.ExecuteAsync(DisableGoneUses), ct);
}
