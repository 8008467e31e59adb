using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Access;

/// <summary>The gate of every operation on a team's things.</summary>
public static class TeamAccess
{
    /// <summary>
    /// The team, if the actor may. <c>not_found</c> to who is no member: they may not know that it exists; <c>forbidden</c>
    /// to a member whose role does not hold the permission. In a transaction the team is there until it ends.
    /// </summary>
    public static async Task<Team> RequireAsync(DatabaseSession session, Actor actor, string teamName, Permission permission)
    {
        var team = await SeeAsync(session, actor, teamName, permission);
        Refuse.If(Check(actor, team, permission));
        return team;
    }

    /// <summary>
    /// As <see cref="RequireAsync"/>, and takes the team alone until the transaction ends: for those who delete it, or who
    /// change who is in it. All others hold it only.
    /// </summary>
    internal static async Task<Team> RequireLockedAsync(DatabaseTransaction tx, Actor actor, string teamName, Permission permission)
    {
        var team = await SeeAsync(tx, actor, teamName, permission, TeamAccessSql.Lock);
        Refuse.If(Check(actor, team, permission));
        return team;
    }

    /// <summary>The team, if the actor may know that it exists, whatever else they may there; else <c>not_found</c>.</summary>
    /// <param name="permission">For what.</param>
    internal static async Task<Team> SeeAsync(
        DatabaseSession session, Actor actor, string teamName, Permission permission, string sql = TeamAccessSql.Find)
    {
        var team = await ActorStanding.FirstAsync<Team>(session, actor, permission, teamName, sql, new { name = teamName });
        Refuse.If(ActorStanding.OverOf(actor));
        return team is null || !actor.Sees(team.Id)
            ? throw new RefusedException(new Refusal(ErrorCodes.NotFound, $"There is no team '{teamName}' that you belong to."))
            : team;
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

    /// <summary>Whether that user holds the permission in the team now; false for one who is gone. The server itself holds everything.</summary>
    public static async Task<bool> HoldsAsync(DatabaseSession session, UserId user, TeamId team, Permission permission) =>
        user == Actor.System.Id || (await session.FirstAsync<Standing>(TeamAccessSql.FindStanding, new { user, team }) is { } standing
            && (standing.IsInstanceAdmin || (standing.Role is { } role && RolePermissions.Holds(role, permission))));

    /// <summary>Those of some names who do not belong to the team any more, or never did; instance admins belong everywhere.</summary>
    public static async Task<IReadOnlySet<string>> StrangersAsync(DatabaseSession session, TeamId team, IReadOnlyCollection<string> names)
    {
        var known = names.Count == 0 ? [] : await session.QueryAsync<string>(TeamAccessSql.FindMembers, new { team, names });
        return names.Except(known, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The numbers of those of some users and service accounts who are there, by their names.</summary>
    public static async Task<IReadOnlyDictionary<string, UserId>> NumbersOfAsync(DatabaseSession session, IReadOnlyCollection<string> names)
    {
        var known = names.Count == 0 ? [] : await session.QueryAsync<Known>(TeamAccessSql.FindUsers, new { names });
        return known.ToDictionary(user => user.Name, user => user.Id, StringComparer.Ordinal);
    }

    /// <summary>The team by its id, without any check; null when it is gone.</summary>
    public static Task<Team?> FindByIdAsync(DatabaseSession session, TeamId id) => session.FirstAsync<Team>(TeamAccessSql.FindById, new { id });

    private sealed record Known
    {
        public UserId Id { get; init; }
        public required string Name { get; init; }
    }

    private sealed record Standing
    {
        public bool IsInstanceAdmin { get; init; }
        public Role? Role { get; init; }
    }
}
