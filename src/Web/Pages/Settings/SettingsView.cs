using Slipway.Access;

namespace Slipway.Web.Pages.Settings;

/// <summary>What a page of a team's settings shows.</summary>
/// <param name="TeamId">Whose they are.</param>
public abstract record SettingsView(TeamId TeamId);
