using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Registry.Collections;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Registry.Aliases;

/// <summary>
/// Which aliases of a registry only administrators put on, move or take off (wandb-behaviour 1.4). Protecting moves
/// nothing: an alias stays where it stands. It raises no event; the audit trail has it.
/// </summary>
public sealed class ProtectedAliasOperations(Database database)
{
    /// <summary>Protects the alias in the team's default registry; what is protected already stays as it is.</summary>
    [Operation(Permission.ManageProtectedAliases)]
    public Task<Outcome<ProtectedAlias>> ProtectAsync(Actor actor, string team, string alias, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            var (owner, project) = await RegistryPlace.RequireAsync(tx, actor, team, Permission.ManageProtectedAliases);
            Refuse.If(RegistryNames.CheckAlias(alias));
            if (await tx.ExecuteAsync(AliasSql.Protect, new { team = owner.Id, project = project.Id, alias, by = actor.Name }) > 0)
            {
                // A move that has looked already ends first: once this is answered, nobody who may not has moved it later.
                await tx.QueryAsync<long>(CollectionSql.HoldAll, new { project = project.Id });
                AuditTrail.Append(tx, actor, AuditedTeam.Of(owner), "alias.protected", alias);
            }
            return (await tx.FirstAsync<ProtectedAlias>(AliasSql.FindProtected, new { project = project.Id, alias }))!;
        }, ct);

    /// <summary>Ends the protection; <c>not_found</c> when there was none.</summary>
    [Operation(Permission.ManageProtectedAliases)]
    public Task<Outcome<Unit>> UnprotectAsync(Actor actor, string team, string alias, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            var (owner, project) = await RegistryPlace.RequireAsync(tx, actor, team, Permission.ManageProtectedAliases);
            if (await tx.ExecuteAsync(AliasSql.Unprotect, new { project = project.Id, alias }) == 0)
            {
                throw new RefusedException(NotProtected(alias));
            }
            AuditTrail.Append(tx, actor, AuditedTeam.Of(owner), "alias.unprotected", alias);
            return Unit.Value;
        }, ct);

    /// <summary>One protected alias, or <c>not_found</c>.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<ProtectedAlias>> GetAsync(Actor actor, string team, string alias, CancellationToken ct) =>
        database.AskAsync(async session =>
        {
            var registry = await RegistryPlace.RequireAsync(session, actor, team, Permission.Read);
            var found = await session.FirstAsync<ProtectedAlias>(
                AliasSql.FindProtected, new { project = registry.Project.Id, alias });
            return found ?? throw new RefusedException(NotProtected(alias));
        }, ct);

    /// <summary>The protected aliases, newest first; up to <see cref="PageRequest.Fetch"/> of them.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<ProtectedAlias>>> ListAsync(Actor actor, string team, PageRequest page, CancellationToken ct) =>
        database.AskAsync<IReadOnlyList<ProtectedAlias>>(async session =>
        {
            var registry = await RegistryPlace.RequireAsync(session, actor, team, Permission.Read);
            return await session.QueryAsync<ProtectedAlias>(
                AliasSql.ListProtected, new { project = registry.Project.Id, before = page.Before, fetch = page.Fetch });
        }, ct);

    private static Refusal NotProtected(string alias) => new(ErrorCodes.NotFound, $"The alias '{alias}' is not protected.");
}
