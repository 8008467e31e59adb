using System.Globalization;
using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Access.Projects;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Access.Teams;

/// <summary>Teams and who is in them (M18).</summary>
public sealed class TeamOperations(Database database, PublicAddress? address = null)
{
    private const string Names = "insert into names (name, kind) values (@name, 'team') on conflict do nothing";
    private const string Insert = "insert into teams (name, created_at, created_by) values (@name, slipway_now(), @by) returning id";
    private const string ListSql =
        """
        select t.id, t.name, t.created_at, m.role from teams t
        left join team_members m on m.team_id = t.id and m.user_id = @user
        where (@all or m.user_id is not null) and t.id < @before
        order by t.id desc limit @fetch
        """;

    /// <summary>Creates a team; its creator becomes its admin, and it is born with project <c>model-registry</c>.</summary>
    [Operation(Permission.None)]
    public Task<Outcome<TeamRow>> CreateAsync(Actor actor, string name, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            if (actor.Kind is ActorKind.Service or ActorKind.Job)
            {
                throw new RefusedException(new Refusal(ErrorCodes.Forbidden, "Service accounts and jobs belong to their team and create no other. Sign in as a person."));
            }
            Refuse.If(EntityNames.CheckEntity(name, address: address));
            Refuse.If(await ActorStanding.RefuseAsync(tx, actor));
            if (await CreateAsync(tx, actor.Id, name) is not { } id)
            {
                throw new RefusedException(Refusal.OfField(ErrorCodes.NameTaken, "name", $"A user or team is called '{name}' already."));
            }
            AuditTrail.Append(tx, actor, new AuditedTeam(id, name), "team.created", name);
            return (await tx.FirstAsync<TeamRow>("select id, name, created_at, 'admin' as role from teams where id = @id", new { id }))!;
        }, ct);

    /// <summary>The teams the actor belongs to; all of them for an instance admin.</summary>
    [Operation(Permission.None)]
    public async Task<IReadOnlyList<TeamRow>> ListAsync(Actor actor, PageRequest page, CancellationToken ct) =>
        await database.ReadAsync(session => session.QueryAsync<TeamRow>(ListSql,
            new { user = actor.Id, all = actor.IsInstanceAdmin, before = page.Before, fetch = page.Fetch }), ct);

    [Operation(Permission.Read)]
    public Task<Outcome<TeamRow>> GetAsync(Actor actor, string name, CancellationToken ct) =>
        database.AskAsync(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, name, Permission.Read);
            return new TeamRow
            {
                Id = team.Id,
                Name = team.Name,
                CreatedAt = team.CreatedAt,
                Role = actor.Memberships.TryGetValue(team.Id, out var role) ? role : null,
            };
        }, ct);

    /// <summary>Deletes an empty team: while it has artifacts or registered models, and for a user's own entity, it answers <c>team_in_use</c>.</summary>
    [Operation(Permission.ManageTeam)]
    public Task<Outcome<Unit>> DeleteAsync(Actor actor, string name, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            var team = await TeamAccess.RequireLockedAsync(tx, actor, name, Permission.ManageTeam);
            if (await tx.ScalarAsync<int?>("select 1 from users where home_team_id = @Id and kind = 'user'", new { team.Id }) is not null)
            {
                throw new RefusedException(new Refusal(ErrorCodes.TeamInUse, $"'{name}' is the entity of the user of that name and stays as long as they do."));
            }
            var uses = await TeamUses.ListAsync(tx, team.Id);
            if (uses.Count > 0)
            {
                throw new RefusedException(new Refusal(ErrorCodes.TeamInUse,
                    $"Team '{name}' still has {string.Join(", ", uses.Select(static use => $"{use.Things} {use.Kind}"))}. Delete them first.",
                    Facts: new Dictionary<string, object?>
                    {
                        ["usedBy"] = uses.Select(static use => new UserOfThingResponse
                        {
                            Kind = use.Kind,
                            Name = use.Things.ToString(CultureInfo.InvariantCulture),
                        }).ToArray(),
                    }));
            }
            tx.Wake(AccessTopics.Changed);
            AuditTrail.Append(tx, actor, new AuditedTeam(team.Id, team.Name), "team.deleted", team.Name);
            await tx.ExecuteAsync(
                """
                delete from names where name = @Name or name in
                    (select u.name from users u where u.home_team_id = @Id and u.kind = 'service')
                """, new { team.Name, team.Id });
            await tx.ExecuteAsync("delete from users where home_team_id = @Id and kind = 'service'", new { team.Id });
            await tx.ExecuteAsync("delete from team_members where team_id = @Id", new { team.Id });
            await tx.ExecuteAsync("delete from projects where team_id = @Id", new { team.Id });
            await tx.ExecuteAsync("delete from teams where id = @Id", new { team.Id });
            return Unit.Value;
        }, ct);

    /// <summary>The team's id, or null when the name is taken. Also called for a user's own entity.</summary>
    internal static async Task<TeamId?> CreateAsync(DatabaseTransaction tx, UserId creator, string name, bool takeName = true)
    {
        if (takeName && await tx.ExecuteAsync(Names, new { name }) == 0)
        {
            return null;
        }
        var id = await tx.ScalarAsync<long>(Insert, new { name, by = creator });
        var team = new TeamId(id);
        await MemberOperations.PutAsync(tx, team, creator, Role.Admin);
        await ProjectOperations.InsertAsync(tx, team, ProjectLookup.ModelRegistry, creator);
        return team;
    }
}
