using Slipway.Access;
using Slipway.Api;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Deliveries;

namespace Slipway.Web.Pages.Settings;

/// <summary>What was, is and will be sent to a webhook.</summary>
/// <param name="TeamId">The team.</param>
/// <param name="Webhook">The webhook; null when it was deleted.</param>
/// <param name="Deliveries">One page of them.</param>
public sealed record DeliveriesView(TeamId TeamId, Webhook? Webhook, PageResponse<Delivery> Deliveries) : SettingsView(TeamId);
