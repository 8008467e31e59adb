using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Registry.Collections;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Registry.Aliases;

/// <summary>
/// Aliases of registered models, and of artifacts in their project: the same rules, events of another scope. Moves of
/// one alias that come at once happen one after the other; the last to commit wins, and each is one event (M2).
/// </summary>
public sealed class AliasOperations
{
    private readonly Database _database;
    private readonly AliasChanges _changes;

    internal AliasOperations(Database database, AliasChanges changes)
    {
        _database = database;
        _changes = changes;
    }

    /// <summary>
    /// Puts the alias on a version, wherever it stood. <c>alias_invalid</c>, <c>alias_reserved</c>, <c>alias_protected</c>,
    /// and <c>not_found</c> with what there is instead. Where it stands already nothing changes and no event is raised.
    /// </summary>
    /// <param name="version"><c>v3</c>, <c>latest</c>, or an alias whose version is meant.</param>
    [Operation(Permission.EditRegistry)]
    public Task<Outcome<AliasPlace>> SetAsync(
        Actor actor, CollectionAddress address, string alias, string version, CancellationToken ct) =>
        _database.ChangeAsync(async tx =>
        {
            var collection = await CollectionLookup.RequireLockedAsync(tx, actor, address, Permission.EditRegistry);
            Refuse.If(RegistryNames.CheckUsedAlias(alias));
            var target = await TargetAsync(tx, collection, alias, version);
            // One that stands is moved whatever it looks like.
            Refuse.If(target.HeldIndex is null ? RegistryNames.CheckAlias(alias) : null);
            if (target.IsProtected && !AliasProtection.MayTouch(actor, collection))
            {
                throw new RefusedException(AliasProtection.Refused(collection, alias));
            }
            var place = _changes.Set(tx, actor, collection, target.Member, alias, target.HeldIndex);
            if (place.IsChanged)
            {
                Audit(tx, actor, collection, "alias.set", alias,
                    place.Previous is null ? place.Version : $"{place.Previous} -> {place.Version}");
            }
            return place;
        }, ct);

    /// <summary>Takes the alias off; <c>not_found</c> when it stands nowhere.</summary>
    [Operation(Permission.EditRegistry)]
    public Task<Outcome<Unit>> RemoveAsync(Actor actor, CollectionAddress address, string alias, CancellationToken ct) =>
        _database.ChangeAsync(async tx =>
        {
            var collection = await CollectionLookup.RequireLockedAsync(tx, actor, address, Permission.EditRegistry);
            Refuse.If(RegistryNames.CheckUsedAlias(alias));
            if (await MembershipLookup.FindAsync(tx, collection.Id, VersionReference.Parse(alias)) is not { } member)
            {
                throw new RefusedException(RegistryNames.CheckAlias(alias) ?? await MembershipLookup.MissingAsync(tx, collection, alias, what: "alias"));
            }
            Refuse.If(await AliasProtection.OfAliasesAsync(tx, actor, collection, [alias]));
            _changes.Remove(tx, actor, collection, member, alias);
            Audit(tx, actor, collection, "alias.removed", alias, member.Version);
            return Unit.Value;
        }, ct);

    private static async Task<AliasTarget> TargetAsync(
        DatabaseTransaction tx, Collection collection, string alias, string version)
    {
        var index = VersionReference.Parse(version).Index;
        if (index is null)
        {
            var named = await MembershipLookup.RequireAsync(tx, collection, version, "version");
            index = named.VersionIndex;
        }
        var target = await tx.FirstAsync<AliasTarget>(AliasSql.Target,
            new { collection = collection.Id, project = collection.ProjectId, alias, index });
        return target ?? throw new RefusedException(await MembershipLookup.MissingAsync(tx, collection, version, "version"));
    }

    private static void Audit(DatabaseTransaction tx, Actor actor, Collection collection, string action, string alias, string detail) =>
        AuditTrail.Append(tx, actor, collection.AuditedTeam, action, $"{collection.Path}:{alias}", detail);
}
