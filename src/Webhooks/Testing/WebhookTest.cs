using Slipway.Webhooks.Deliveries;

namespace Slipway.Webhooks.Testing;

/// <summary>What a test of a webhook came to (M14), secrets masked.</summary>
/// <param name="Delivered">Whether the receiver answered 2xx.</param>
/// <param name="Body">What was, or would have been, sent.</param>
/// <param name="Attempt">The attempt; not stored.</param>
public sealed record WebhookTest(bool Delivered, string Body, DeliveryAttempt Attempt);
