namespace Slipway.Webhooks.Definitions;

/// <summary>The statements of <see cref="WebhookUses"/>.</summary>
internal static class WebhookUsesSql
{
    public const string OfWebhooks =
        "select webhook_id, user_kind, user_name from webhook_uses where webhook_id in @webhooks order by user_kind, user_name";

    public const string IsThere = "select 1 from webhooks where webhooks.id = webhook_uses.webhook_id";

    public const string Disable = "update webhook_uses set disabled = true where webhook_id = @webhook";
}
