using Slipway.Access.Teams;

namespace Slipway.Web.Pages.Home;

/// <summary>What the start page shows.</summary>
public sealed record HomeView(IReadOnlyList<TeamRow> Teams);
