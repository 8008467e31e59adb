using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Access;

/// <summary>The gate of every operation on a team's things.</summary>
public static class TeamAccess
{
    private const string Find = "select id, name, created_at from teams where name = @name";
    private const string FindById = "select id, name, created_at from teams where id = @id";

    /// <summary>
    /// The team, if the actor may. <c>not_found</c> to who is no member: they may not know that it exists; <c>forbidden</c>
    /// to a member whose role does not hold the permission.
    /// </summary>
    public static async Task<Outcome<Team>> RequireAsync(DatabaseSession session, Actor actor, string teamName, Permission permission)
    {
        var team = await session.FirstAsync<Team>(Find, new { name = teamName });
        if (team is null || !actor.Sees(team.Id))
        {
            return new Refusal(ErrorCodes.NotFound, $"There is no team '{teamName}' that you belong to.");
        }
        return Check(actor, team, permission) is { } refusal ? refusal : team;
    }

    /// <summary>Why the actor may not, or null when they may. For a second permission in an operation that has the team.</summary>
    public static Refusal? Check(Actor actor, Team team, Permission permission)
    {
        if (actor.May(permission, team.Id))
        {
            return null;
        }
        var needed = RolePermissions.LeastRole(permission) is { } role ? $"the role {EnumText.Of(role)} in team '{team.Name}'" : "an instance admin";
        return new Refusal(ErrorCodes.Forbidden, $"This needs {needed}. Ask an admin of the team.");
    }

    /// <summary>The team by its id, without any check; null when it is gone.</summary>
    public static Task<Team?> FindByIdAsync(DatabaseSession session, TeamId id) => session.FirstAsync<Team>(FindById, new { id });
}
