using Slipway.Webhooks.Definitions;

namespace Slipway.Webhooks.Deliveries;

/// <summary>What became of a claimed delivery, to be written down.</summary>
internal abstract record Completion(ClaimedDelivery Claim)
{
    /// <summary>An attempt was made.</summary>
    public sealed record Attempted(ClaimedDelivery Claim, DeliveryAttempt Attempt, DeliveryOutcome Outcome) : Completion(Claim);

    /// <summary>Nothing was sent, since the webhook is disabled. With a reason the webhook shall be disabled now.</summary>
    public sealed record Held(ClaimedDelivery Claim, string? Disable = null) : Completion(Claim);

    /// <summary>Nothing was sent, since the webhook is gone.</summary>
    public sealed record Orphaned(ClaimedDelivery Claim) : Completion(Claim);

    /// <summary>Nothing was sent, and this server lets it go.</summary>
    public sealed record Released(ClaimedDelivery Claim) : Completion(Claim);

    public WebhookId Webhook => Claim.WebhookId;
}
