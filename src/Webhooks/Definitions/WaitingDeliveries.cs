using Slipway.Storage;
using Slipway.Webhooks.Following;

namespace Slipway.Webhooks.Definitions;

/// <summary>What a change of a webhook does to the deliveries that wait for it. One that is being delivered is let go on.</summary>
internal static class WaitingDeliveries
{
    /// <summary>Wakes the worker of deliveries.</summary>
    public static readonly WakeTopic Due = new("deliveries");

    private const string Hold =
        """
        update deliveries set state = 'held', due_at = null, reason = @reason
        where webhook_id = @webhook and state in ('pending', 'retrying')
        """;

    private const string Release =
        """
        update deliveries set state = case when attempts = 0 then 'pending' else 'retrying' end, due_at = slipway_now(), reason = null
        where webhook_id = @webhook and state = 'held'
        """;

    private const string Deleted = "webhook_deleted: The webhook was deleted.";

    private const string Cancel =
        """
        update deliveries set state = 'cancelled', due_at = null, ended_at = slipway_now(), reason = @reason
        where webhook_id = @webhook and state in ('pending', 'retrying', 'held')
        returning execution_id
        """;

    /// <summary>Disabling: they wait until the webhook is enabled.</summary>
    public static Task HoldAsync(DatabaseTransaction tx, WebhookId webhook, string reason) =>
        tx.ExecuteAsync(Hold, new { webhook, reason = $"webhook_disabled: {reason}" });

    /// <summary>Enabling: they are due at once. Returns how many were held.</summary>
    public static async Task<int> ReleaseAsync(DatabaseTransaction tx, WebhookId webhook)
    {
        var released = await tx.ExecuteAsync(Release, new { webhook });
        if (released > 0)
        {
            tx.Wake(Due);
        }
        return released;
    }

    /// <summary>Deleting: they have ended. Returns how many waited.</summary>
    public static async Task<int> CancelAsync(DatabaseTransaction tx, WebhookId webhook, DeliveryFollowers followers)
    {
        var executions = await tx.QueryAsync<long?>(Cancel, new { webhook, reason = Deleted });
        await followers.TellAsync(tx, executions, new DeliveryTurn.Failed(Deleted));
        return executions.Count;
    }
}
