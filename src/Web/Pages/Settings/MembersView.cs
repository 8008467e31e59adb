using Slipway.Access;
using Slipway.Access.Teams;
using Slipway.Api;

namespace Slipway.Web.Pages.Settings;

/// <summary>Who is in a team.</summary>
/// <param name="TeamId">The team.</param>
/// <param name="Members">One page of them.</param>
public sealed record MembersView(TeamId TeamId, PageResponse<MemberRow> Members) : SettingsView(TeamId);
