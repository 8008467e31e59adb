using Slipway.Access;
using Slipway.Api;
using Slipway.Secrets.Definitions;

namespace Slipway.Web.Pages.Settings;

/// <summary>A team's secrets, without values.</summary>
/// <param name="TeamId">The team.</param>
/// <param name="Secrets">One page of them.</param>
public sealed record SecretsView(TeamId TeamId, PageResponse<Secret> Secrets) : SettingsView(TeamId);
