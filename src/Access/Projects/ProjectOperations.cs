using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Access.Projects;

/// <summary>Projects of a team (M18).</summary>
public sealed class ProjectOperations(Database database)
{
    [Operation(Permission.Publish)]
    public Task<Outcome<Project>> CreateAsync(Actor actor, string teamName, string name, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            Refuse.If(EntityNames.CheckProject(name));
            return await database.WriteAsync(async tx =>
            {
                var team = await TeamAccess.RequireAsync(tx, actor, teamName, Permission.Publish);
                if (!await InsertAsync(tx, team.Id, name, actor.Id))
                {
                    throw new RefusedException(Refusal.OfField(ErrorCodes.NameTaken, "name", $"Team '{teamName}' has a project '{name}' already."));
                }
                AuditTrail.Append(tx, actor, new AuditedTeam(team.Id, teamName), "project.created", name);
                return (await ProjectLookup.FindAsync(tx, team, name))!;
            }, ct);
        });

    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<Project>>> ListAsync(Actor actor, string teamName, PageRequest page, CancellationToken ct) =>
        database.AskAsync<IReadOnlyList<Project>>(async session =>
        {
            var team = await TeamAccess.RequireAsync(session, actor, teamName, Permission.Read);
            return await session.QueryAsync<Project>(ProjectSql.List, new { team = team.Id, before = page.Before, fetch = page.Fetch });
        }, ct);

    internal static async Task<bool> InsertAsync(DatabaseTransaction tx, TeamId team, string name, UserId by) =>
        await tx.ScalarAsync<long?>(ProjectSql.Insert, new { team, name, by }) is not null;
}
