using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Api;

namespace Slipway.Web.Pages.Settings;

/// <summary>Who changed what in a team.</summary>
/// <param name="TeamId">The team.</param>
/// <param name="Entries">One page of them.</param>
public sealed record AuditView(TeamId TeamId, PageResponse<AuditEntry> Entries) : SettingsView(TeamId);
