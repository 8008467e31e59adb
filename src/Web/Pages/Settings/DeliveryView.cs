using Slipway.Access;
using Slipway.Webhooks.Deliveries;

namespace Slipway.Web.Pages.Settings;

/// <summary>One delivery.</summary>
/// <param name="TeamId">The team.</param>
/// <param name="Delivery">It.</param>
/// <param name="Attempts">Oldest first, secrets masked.</param>
public sealed record DeliveryView(TeamId TeamId, Delivery Delivery, IReadOnlyList<DeliveryAttempt> Attempts) : SettingsView(TeamId);
