using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Access.Teams;

/// <summary>Who is in a team, and as what.</summary>
public sealed class MemberOperations(Database database)
{
    private const string ListSql =
        """
        select u.id, u.name, u.kind, m.role, m.added_at from team_members m join users u on u.id = m.user_id
        where m.team_id = @team and u.id < @before order by u.id desc limit @fetch
        """;

    private const string Upsert =
        """
        insert into team_members (team_id, user_id, role, added_at) values (@team, @user, @role, slipway_now())
        on conflict (team_id, user_id) do update set role = excluded.role
        """;

    private const string OtherAdmins =
        """
        select count(*) from team_members m join users u on u.id = m.user_id
        where m.team_id = @team and m.role = 'admin' and u.kind = 'user' and m.user_id <> @user
        """;

    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<MemberRow>>> ListAsync(Actor actor, string teamName, PageRequest page, CancellationToken ct) =>
        database.AskAsync<IReadOnlyList<MemberRow>>(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            return await session.QueryAsync<MemberRow>(ListSql, new { team = team.Id, before = page.Before, fetch = page.Fetch });
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
                "select u.id, u.name, u.kind, m.role, m.added_at from team_members m join users u on u.id = m.user_id where m.team_id = @team and u.id = @user",
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
            if (await tx.ExecuteAsync("delete from team_members where team_id = @team and user_id = @user", new { team = team.Id, user }) == 0)
            {
                throw new RefusedException(new Refusal(ErrorCodes.NotFound, $"'{userName}' is no member of team '{teamName}'."));
            }
            tx.Wake(AccessTopics.Changed);
            AuditTrail.Append(tx, actor, new AuditedTeam(team.Id, team.Name), "member.removed", userName);
            return Unit.Value;
        }, ct);

    internal static Task PutAsync(DatabaseTransaction tx, TeamId team, UserId user, Role role)
    {
        tx.Wake(AccessTopics.Changed);
        return tx.ExecuteAsync(Upsert, new { team, user, role = EnumText.Of(role) });
    }

    private static async Task<(Team Team, UserId User)> FindAsync(
        DatabaseTransaction tx, Actor actor, string teamName, string userName, Permission needed)
    {
        // Two admins who demote each other at once take turns, so that one of them stays.
        var team = await TeamAccess.RequireLockedAsync(tx, actor, teamName, needed);
        var user = await tx.ScalarAsync<long?>("select id from users where name = @userName {for_share}", new { userName });
        return user is null
            ? throw new RefusedException(Refusal.OfField(ErrorCodes.NotFound, "user", $"There is no user '{userName}'."))
            : (team, new UserId(user.Value));
    }

    private static async Task<bool> IsLastAdminAsync(DatabaseTransaction tx, TeamId team, UserId user) =>
        await tx.ScalarAsync<string?>("select role from team_members where team_id = @team and user_id = @user", new { team, user }) == "admin"
        && await tx.ScalarAsync<long>(OtherAdmins, new { team, user }) == 0;

    private static Refusal LastAdmin(string team) =>
        new(ErrorCodes.LastAdmin, $"Team '{team}' would have no admin. Make another member admin first.");
}
