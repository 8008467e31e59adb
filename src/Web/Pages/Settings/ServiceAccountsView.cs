using Slipway.Access;
using Slipway.Access.Keys;
using Slipway.Access.Teams;

namespace Slipway.Web.Pages.Settings;

/// <summary>A team's accounts for programs.</summary>
/// <param name="TeamId">The team.</param>
/// <param name="Accounts">All of them.</param>
/// <param name="Keys">Of each account by name; none for those who may not see them.</param>
public sealed record ServiceAccountsView(TeamId TeamId, IReadOnlyList<MemberRow> Accounts, IReadOnlyDictionary<string, IReadOnlyList<ApiKey>> Keys)
    : SettingsView(TeamId);
