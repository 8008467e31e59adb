using Slipway.Access.Audit;
using Slipway.Access.Keys;
using Slipway.Access.Permissions;
using Slipway.Access.Teams;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Access.Users;

/// <summary>Accounts for programs, each of one team.</summary>
public sealed class ServiceAccountOperations(Database database)
{
    /// <summary>Creates the account with its first key, which is shown this once.</summary>
    [Operation(Permission.ManageTeam)]
    public Task<Outcome<NewApiKey>> CreateAsync(Actor actor, string teamName, string name, Role role, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            var team = await TeamAccess.RequireAsync(tx, actor, teamName, Permission.ManageTeam);
            Refuse.If(EntityNames.CheckEntity(name));
            if (await tx.ExecuteAsync(ServiceAccountSql.TakeName, new { name }) == 0)
            {
                throw new RefusedException(Refusal.OfField(ErrorCodes.NameTaken, "name", $"A user, team or service account is called '{name}' already."));
            }
            var id = new UserId(await tx.ScalarAsync<long>(ServiceAccountSql.Insert, new { name, team = team.Id }));
            await MemberOperations.PutAsync(tx, team.Id, id, role);
            var key = await ApiKeyOperations.InsertAsync(tx, id, actor.Id, "first key", ApiKeyText.Create());
            AuditTrail.Append(tx, actor, AuditedTeam.Of(team), "service_account.created", name, EnumText.Of(role));
            return key;
        }, ct);
}
