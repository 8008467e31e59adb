using Slipway.Access;
using Slipway.Api;
using Slipway.Webhooks.Definitions;
using Slipway.Webhooks.Deliveries;

namespace Slipway.Web.Pages.Settings;

/// <summary>A team's webhooks.</summary>
/// <param name="TeamId">The team.</param>
/// <param name="Webhooks">One page of them.</param>
/// <param name="Last">The newest delivery of each that ever had one.</param>
/// <param name="SecretNames">Of all secrets of the team, by name.</param>
public sealed record WebhooksView(
    TeamId TeamId, PageResponse<Webhook> Webhooks, IReadOnlyDictionary<WebhookId, LastDelivery> Last, IReadOnlyList<string> SecretNames)
    : SettingsView(TeamId);
