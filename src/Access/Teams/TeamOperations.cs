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
            return (await tx.FirstAsync<TeamRow>(TeamSql.FindMade, new { id }))!;
        }, ct);

    /// <summary>The teams the actor belongs to; all of them for an instance admin.</summary>
    [Operation(Permission.None)]
    public async Task<IReadOnlyList<TeamRow>> ListAsync(Actor actor, PageRequest page, CancellationToken ct) =>
        await database.ReadAsync(session => session.QueryAsync<TeamRow>(TeamSql.List,
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
            if (await tx.ScalarAsync<int?>(TeamSql.IsHome, new { team.Id }) is not null)
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
                TeamSql.DeleteNames, new { team.Name, team.Id });
            await tx.ExecuteAsync(TeamSql.DeleteServiceAccounts, new { team.Id });
            await tx.ExecuteAsync(TeamSql.DeleteMembers, new { team.Id });
            await tx.ExecuteAsync(TeamSql.DeleteProjects, new { team.Id });
            await tx.ExecuteAsync(TeamSql.Delete, new { team.Id });
            return Unit.Value;
        }, ct);

    /// <summary>The team's id, or null when the name is taken. Also called for a user's own entity.</summary>
    internal static async Task<TeamId?> CreateAsync(DatabaseTransaction tx, UserId creator, string name, bool takeName = true)
    {
        if (takeName && await tx.ExecuteAsync(TeamSql.Names, new { name }) == 0)
        {
            return null;
        }
        var id = await tx.ScalarAsync<long>(TeamSql.Insert, new { name, by = creator });
        var team = new TeamId(id);
        await MemberOperations.PutAsync(tx, team, creator, Role.Admin);
        await ProjectOperations.InsertAsync(tx, team, ProjectLookup.ModelRegistry, creator);
        return team;
    }
}
