using Slipway.Web.Frame;

namespace Slipway.Web.Pages.Settings;

/// <summary>Addresses of pages about one webhook.</summary>
internal static class WebhookLinks
{
    public static string Deliveries(string team, string webhook) =>
        $"{Links.Settings(team, "webhooks")}/{Uri.EscapeDataString(webhook)}/deliveries";
}
