namespace Slipway.Api.Webhooks;

/// <summary>
/// What people decide about a webhook (M4): the body of <c>POST /teams/{team}/webhooks</c>, and the fields that <c>PATCH</c> may give.
/// </summary>
public record WebhookSettings : WebhookConnection
{
    /// <summary>1 to 64 characters, unique in its team.</summary>
    public required string Name { get; init; }

    /// <summary>False holds its deliveries; true sends them.</summary>
    public bool Enabled { get; init; } = true;
}
