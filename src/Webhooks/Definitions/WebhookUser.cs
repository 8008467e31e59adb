namespace Slipway.Webhooks.Definitions;

/// <summary>Something that names webhooks.</summary>
/// <param name="Kind">What it is: <c>automation</c>.</param>
/// <param name="Key">Tells it from others of its kind and outlives a new name: its id.</param>
/// <param name="Name">The name that people know.</param>
public sealed record WebhookUser(string Kind, string Key, string Name);
