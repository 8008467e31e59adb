using Slipway.Access;
using Slipway.Api;
using Slipway.Registry.Aliases;

namespace Slipway.Web.Pages.Settings;

/// <summary>The protected aliases of a team's registry.</summary>
/// <param name="TeamId">The team.</param>
/// <param name="Aliases">One page of them.</param>
public sealed record ProtectedAliasesView(TeamId TeamId, PageResponse<ProtectedAlias> Aliases) : SettingsView(TeamId);
