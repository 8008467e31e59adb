using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Access.Teams;

/// <summary>Who is in a team, and as what.</summary>
public sealed class MemberOperations(Database database)
{
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<MemberRow>>> ListAsync(Actor actor, string teamName, PageRequest page, CancellationToken ct) =>
        database.AskAsync<IReadOnlyList<MemberRow>>(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            return await session.QueryAsync<MemberRow>(MemberSql.List, new { team = team.Id, before = page.Before, fetch = page.Fetch });
        }, ct);

    /// <summary>Adds a member or changes the role of one. The last admin cannot step down: <c>last_admin</c>.</summary>
    [Operation(Permission.ManageTeam)]
    public Task<Outcome<MemberRow>> PutAsync(Actor actor, string teamName, string userName, Role role, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            var (team, user) = await FindAsync(tx, actor, teamName, userName, Permission.ManageTeam);
            if (role != Role.Admin && await IsLastAdminAsync(tx, team.Id, user))
            {
                throw new RefusedException(LastAdmin(teamName));
            }
            await PutAsync(tx, team.Id, user, role);
            AuditTrail.Append(tx, actor, new AuditedTeam(team.Id, team.Name), "member.put", userName, EnumText.Of(role));
            return (await tx.FirstAsync<MemberRow>(
                MemberSql.Find,
                new { team = team.Id, user }))!;
        }, ct);

    /// <summary>Takes a member out; members may leave by themselves.</summary>
    [Operation(Permission.ManageTeam)]
    public Task<Outcome<Unit>> RemoveAsync(Actor actor, string teamName, string userName, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            var isLeaving = actor.Name == userName && actor.Kind == ActorKind.User;
            var (team, user) = await FindAsync(tx, actor, teamName, userName, isLeaving ? Permission.Read : Permission.ManageTeam);
            if (await IsLastAdminAsync(tx, team.Id, user))
            {
                throw new RefusedException(LastAdmin(teamName));
            }
            if (await tx.ExecuteAsync(MemberSql.Delete, new { team = team.Id, user }) == 0)
            {
                throw new RefusedException(new Refusal(ErrorCodes.NotFound, $"'{userName}' is not a member of team '{teamName}'."));
            }
            tx.Wake(AccessTopics.Changed);
            AuditTrail.Append(tx, actor, new AuditedTeam(team.Id, team.Name), "member.removed", userName);
            return Unit.Value;
        }, ct);

    internal static Task PutAsync(DatabaseTransaction tx, TeamId team, UserId user, Role role)
    {
        tx.Wake(AccessTopics.Changed);
        return tx.ExecuteAsync(MemberSql.Upsert, new { team, user, role = EnumText.Of(role) });
    }

    private static async Task<(Team Team, UserId User)> FindAsync(
        DatabaseTransaction tx, Actor actor, string teamName, string userName, Permission needed)
    {
        // Two admins who demote each other at once take turns, so that one of them stays.
        var team = await TeamAccess.RequireLockedAsync(tx, actor, teamName, needed);
        var user = await tx.ScalarAsync<long?>(MemberSql.FindUser, new { userName });
        return user is null
            ? throw new RefusedException(Refusal.OfField(ErrorCodes.NotFound, "user", $"There is no user '{userName}'."))
            : (team, new UserId(user.Value));
    }

    private static async Task<bool> IsLastAdminAsync(DatabaseTransaction tx, TeamId team, UserId user) =>
        await tx.ScalarAsync<string?>(MemberSql.FindRole, new { team, user }) == "admin"
        && await tx.ScalarAsync<long>(MemberSql.OtherAdmins, new { team, user }) == 0;

    private static Refusal LastAdmin(string team) =>
        new(ErrorCodes.LastAdmin, $"Team '{team}' would have no admin. Make another member admin first.");
}
