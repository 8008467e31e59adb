using Slipway.Storage;
using Slipway.Webhooks.Following;

namespace Slipway.Webhooks.Definitions;

/// <summary>What a change of a webhook does to the deliveries that wait for it. One that is being delivered is let go on.</summary>
internal static class WaitingDeliveries
{
    /// <summary>Wakes the worker of deliveries.</summary>
    public static readonly WakeTopic Due = new("deliveries");

    private const string Deleted = "webhook_deleted: The webhook was deleted.";

    /// <summary>Disabling: they wait until the webhook is enabled.</summary>
    public static Task HoldAsync(DatabaseTransaction tx, WebhookId webhook, string reason) =>
        tx.ExecuteAsync(WaitingDeliveriesSql.Hold, new { webhook, reason = $"webhook_disabled: {reason}" });

    /// <summary>Enabling: they are due at once. Returns how many were held.</summary>
    public static async Task<int> ReleaseAsync(DatabaseTransaction tx, WebhookId webhook)
    {
        var released = await tx.ExecuteAsync(WaitingDeliveriesSql.Release, new { webhook });
        if (released > 0)
        {
            tx.Wake(Due);
        }
        return released;
    }

    /// <summary>Deleting: they have ended. Returns how many waited.</summary>
    public static async Task<int> CancelAsync(DatabaseTransaction tx, WebhookId webhook, DeliveryFollowers followers)
    {
        var executions = await tx.QueryAsync<long?>(WaitingDeliveriesSql.Cancel, new { webhook, reason = Deleted });
        await followers.TellAsync(tx, executions, new DeliveryTurn.Failed(Deleted));
        return executions.Count;
    }
}
