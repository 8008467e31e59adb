namespace Slipway.Webhooks.Deliveries;

/// <summary>A delivery and its attempts, oldest first.</summary>
public sealed record DeliveryWithAttempts(Delivery Delivery, IReadOnlyList<DeliveryAttempt> Attempts);
