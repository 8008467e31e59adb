using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Access.Projects;

/// <summary>A project with its team.</summary>
public sealed record ProjectPlace(Team Team, Project Project);

/// <summary>The gate of every operation on a project's things: it lets in who may in the team, and the key of a job in its own project.</summary>
public static class ProjectAccess
{
    /// <summary>
    /// The project, if the actor may. <c>not_found</c> when it does not exist, or when the actor may not know that it does;
    /// <c>forbidden</c> when they may know and do not hold the permission.
    /// </summary>
    public static async Task<ProjectPlace> RequireAsync(
        DatabaseSession session, Actor actor, string teamName, string projectName, Permission permission)
    {
        var team = await TeamAccess.SeeAsync(session, actor, teamName, permission);
        // Before the project is looked up: whoever lacks the role is told so, not which projects there are. What no job
        // may anywhere is refused to it in the same way.
        if ((actor.Limits is null || permission is not (Permission.Read or Permission.Publish)) && TeamAccess.Check(actor, team, permission) is { } forbidden)
        {
            throw new RefusedException(forbidden);
        }
        var project = await ProjectLookup.FindAsync(session, team, projectName);
        if (project is null || !actor.MayIn(Permission.Read, team.Id, project.Id))
        {
            throw new RefusedException(NoProject(teamName, projectName));
        }
        return actor.MayIn(permission, team.Id, project.Id) ? new ProjectPlace(team, project) : throw new RefusedException(TeamAccess.Check(actor, team, permission)!);
    }

    private static Refusal NoProject(string team, string project) =>
        new(ErrorCodes.NotFound, $"Team '{team}' has no project '{project}'. Create it: POST /api/v1/teams/{team}/projects.");
}
