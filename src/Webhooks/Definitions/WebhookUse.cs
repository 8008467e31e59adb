namespace Slipway.Webhooks.Definitions;

/// <summary>One user of one webhook.</summary>
public sealed record WebhookUse
{
    /// <summary>The webhook.</summary>
    public required WebhookId WebhookId { get; init; }

    /// <summary>What the user is: <c>automation</c>.</summary>
    public required string UserKind { get; init; }

    /// <summary>The user's name.</summary>
    public required string UserName { get; init; }
}
