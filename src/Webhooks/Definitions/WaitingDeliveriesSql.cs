namespace Slipway.Webhooks.Definitions;

/// <summary>The statements of <see cref="WaitingDeliveries"/>.</summary>
internal static class WaitingDeliveriesSql
{
    public const string Hold =
        """
        update deliveries set state = 'held', due_at = null, reason = @reason
        where webhook_id = @webhook and state in ('pending', 'retrying')
        """;

    public const string Release =
        """
        update deliveries set state = case when attempts = 0 then 'pending' else 'retrying' end, due_at = slipway_now(), reason = null
        where webhook_id = @webhook and state = 'held'
        """;

    public const string Cancel =
        """
        update deliveries set state = 'cancelled', due_at = null, ended_at = slipway_now(), reason = @reason
        where webhook_id = @webhook and state in ('pending', 'retrying', 'held')
        returning execution_id
        """;
}
