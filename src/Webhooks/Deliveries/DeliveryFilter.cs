namespace Slipway.Webhooks.Deliveries;

/// <summary>What to list; null matches everything.</summary>
/// <param name="Webhook">Name of the webhook.</param>
/// <param name="Automation">Name of the automation.</param>
/// <param name="State">Where they stand.</param>
/// <param name="Since">Made at this time or later, UTC.</param>
public sealed record DeliveryFilter(string? Webhook, string? Automation, DeliveryState? State, DateTimeOffset? Since)
{
    internal string Sql => State switch
    {
        null => DeliverySql.ListAll,
        DeliveryState.Delivered => DeliverySql.ListDelivered,
        DeliveryState.Delivering => DeliverySql.ListDelivering,
        _ => DeliverySql.ListInState,
    };
}
