namespace Slipway.Webhooks.Sending;

/// <summary>A header that the webhook's owner added.</summary>
/// <param name="Name">Field name; <see cref="CustomHeaders"/> says which are refused.</param>
/// <param name="Value">The value to send, its secrets resolved.</param>
/// <param name="Shown">What logs and pages show instead, such as <c>${API_KEY}</c>.</param>
public sealed record WebhookHeader(string Name, string Value, string Shown)
{
    /// <summary>Name and shown text: never the value.</summary>
    public override string ToString() => $"{Name}: {Shown}";
}
