using Slipway.Access;
using Slipway.Access.Projects;
using Slipway.Api;

namespace Slipway.Web.Pages.Projects;

/// <summary>What the list of a team's projects shows.</summary>
public sealed record ProjectsView(TeamId TeamId, PageResponse<Project> Projects);
