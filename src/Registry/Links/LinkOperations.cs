using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Registry.Collections;
using Slipway.Registry.Memberships;
using Slipway.Registry.Versions;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Registry.Links;

/// <summary>Linking artifact versions to registered models, and unlinking them (M1). The source itself never changes.</summary>
public sealed class LinkOperations(Database database, MembershipOperations memberships)
{
    /// <summary>
    /// Links a version: the model's next number, <c>LINK_ARTIFACT</c>, then <c>ADD_ARTIFACT_ALIAS</c> for each alias. A
    /// version that is linked already keeps its number and raises nothing but for aliases that are new to it
    /// (wandb-behaviour 1.2). <c>source_not_found</c>, <c>reference_invalid</c>, <c>type_mismatch</c>,
    /// <c>alias_reserved</c>, <c>alias_invalid</c>, <c>alias_protected</c>; nothing half done.
    /// </summary>
    /// <param name="source"><c>team/project/name:v3</c>, an alias in place of <c>v3</c>, or <c>wandb-artifact://_id/...</c>.</param>
    /// <param name="aliases">In the order in which they are put on; null for none.</param>
    [Operation(Permission.EditRegistry)]
    public Task<Outcome<LinkResult>> LinkAsync(
        Actor actor, CollectionAddress model, string source, IReadOnlyList<string>? aliases, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var wanted = RegistryNames.CheckAliases(aliases).Value;
            return await database.WriteAsync(async tx =>
            {
                await CollectionLookup.RequireAsync(tx, actor, model, Permission.EditRegistry);
                // The version is locked before the model: deleting a version goes the same way, and so they never cross.
                var version = await LinkSource.RequireAsync(tx, actor, source);
                var collection = await CollectionLookup.RequireLockedAsync(tx, actor, model, Permission.EditRegistry);
                if (version.Type != collection.Type)
                {
                    throw new RefusedException(Refusal.OfField(ErrorCodes.TypeMismatch, "source",
                        $"'{collection.Name}' takes versions of type '{collection.Type}'; this one is of type '{version.Type}'."));
                }
                Refuse.If(version.TeamId == collection.TeamId ? null : await ActorStanding.RefuseAsync(tx, actor, version.TeamName));
                if (!actor.May(ForeignLink.Needed, version.TeamId))
                {
                    throw new RefusedException(Refusal.OfField(ErrorCodes.Forbidden, "source",
                        $"'{version.SourceName}' is another team's. Linking it needs the role member in team '{version.TeamName}' too."));
                }
                var existing = await MembershipLookup.FindAsync(tx, collection.Id, version.Id);
                var member = existing is null
                    ? await AddAsync(tx, actor, collection, version, wanted)
                    : await AddAliasesAsync(tx, actor, collection, version, existing, wanted);
                var complete = await MemberVersionLookup.ShowAsync(tx, collection, [member]);
                return new LinkResult(complete[0], IsNew: existing is null);
            }, ct);
        });

    /// <summary>
    /// Unlinks a version: <c>REMOVE_ARTIFACT_ALIAS</c> for each alias on it, then <c>UNLINK_ARTIFACT</c>. The number is
    /// never given again. <c>not_found</c>, <c>alias_protected</c>.
    /// </summary>
    [Operation(Permission.EditRegistry)]
    public Task<Outcome<Unit>> UnlinkAsync(Actor actor, CollectionAddress model, string version, CancellationToken ct) =>
        database.ChangeAsync(async tx =>
        {
            var locked = await CollectionLookup.RequireLockedAsync(tx, actor, model, Permission.EditRegistry);
            var member = await MembershipLookup.RequireAsync(tx, locked, version);
            return await RemoveAsync(tx, actor, locked, member);
        }, ct);

    /// <summary>
    /// Unlinks in the transaction of one who deletes the version (api.md, <c>?force=true</c>). In the registry of its own
    /// team it refuses what the actor could not unlink by hand: <c>version_in_use</c>, <c>alias_protected</c>. Another team's registry holds no
    /// version against its owners: there the link ends whatever aliases are on it, with its events. A link that is gone
    /// already is no refusal.
    /// </summary>
    /// <param name="owner">The team of the version, in which the actor deletes it.</param>
    [Operation(Permission.None)]
    public async Task<Unit> UnlinkAsync(DatabaseTransaction tx, Actor actor, VersionLink link, TeamId owner)
    {
        if (!actor.May(link.TeamId == owner ? Permission.EditRegistry : Permission.Curate, owner))
        {
            throw new RefusedException(new Refusal(ErrorCodes.VersionInUse, actor.Sees(link.TeamId)
                ? $"It is linked as '{link.Reference}', where your role may not unlink it."
                : "It is linked to a registered model of a team that you do not belong to."));
        }
        var collection = await CollectionLookup.LockByIdAsync(tx, link.CollectionId);
        var member = collection is null ? null : await MembershipLookup.FindAsync(tx, collection.Id, link.ArtifactVersionId);
        return member is null ? Unit.Value : await RemoveAsync(tx, actor, collection!, member, isOwner: link.TeamId != owner);
    }

    private async Task<Membership> AddAsync(
        DatabaseTransaction tx, Actor actor, Collection collection, ArtifactVersion version, IReadOnlyList<string> aliases)
    {
        var added = await memberships.AddAsync(tx, actor, collection, version.Id, aliases, isForeign: version.TeamId != collection.TeamId);
        AuditTrail.Append(tx, actor, collection.AuditedTeam, "version.linked", $"{collection.Path}:{added.Version}",
            aliases.Count == 0 ? version.SourceName : $"{version.SourceName}, aliases {string.Join(", ", aliases)}");
        return added;
    }

    private async Task<Membership> AddAliasesAsync(
        DatabaseTransaction tx, Actor actor, Collection collection, ArtifactVersion version, Membership member, IReadOnlyList<string> aliases)
    {
        if (version.TeamId != collection.TeamId)
        {
            await tx.ExecuteAsync(MembershipSql.TakeOver, new { linkedBy = actor.Id, membership = member.Id });
        }
        var changed = await memberships.AddAliasesAsync(tx, actor, collection, member, aliases);
        foreach (var place in changed)
        {
            AuditTrail.Append(tx, actor, collection.AuditedTeam, "alias.set", $"{collection.Path}:{place.Alias}",
                place.Previous is null ? place.Version : $"{place.Previous} -> {place.Version}");
        }
        return member;
    }

    private async Task<Unit> RemoveAsync(
        DatabaseTransaction tx, Actor actor, Collection collection, Membership member, bool isOwner = false)
    {
        await memberships.RemoveAsync(tx, actor, collection, member, isOwner);
        AuditTrail.Append(tx, actor, collection.AuditedTeam, "version.unlinked", $"{collection.Path}:{member.Version}");
        return Unit.Value;
    }
}
