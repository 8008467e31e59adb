using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Access.Projects;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Registry.Collections;

/// <summary>A registry: the project of a team in which registered models stand.</summary>
internal sealed record RegistryPlace(Team Team, Project Project)
{
    /// <summary>The team's default registry, if the actor may; refuses as <see cref="TeamAccess.RequireAsync"/>.</summary>
    public static async Task<RegistryPlace> RequireAsync(
        DatabaseSession session, Actor actor, string teamName, Permission permission)
    {
        var team = await TeamAccess.RequireAsync(session, actor, teamName, permission);
        return await ProjectLookup.FindAsync(session, team, RegistryNames.DefaultRegistry) is { } project
            ? new RegistryPlace(team, project)
            : throw new RefusedException(new Refusal(ErrorCodes.NotFound, $"Team '{teamName}' has no registry."));
    }
}
