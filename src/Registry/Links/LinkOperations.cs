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
    public async Task<Outcome<LinkResult>> LinkAsync(
        Actor actor, CollectionAddress model, string source, IReadOnlyList<string>? aliases, CancellationToken ct)
    {
        var wanted = RegistryNames.CheckAliases(aliases);
        if (wanted.IsRefused(out var wrong))
        {
            return wrong;
        }
        return await database.WriteAsync<Outcome<LinkResult>>(async tx =>
        {
            var allowed = await CollectionLookup.RequireAsync(tx, actor, model, Permission.EditRegistry);
            if (allowed.IsRefused(out var refusal))
            {
                return refusal;
            }
            // The version is locked before the model: deleting a version goes the same way, and so they never cross.
            var version = await LinkSource.RequireAsync(tx, actor, source);
            if (version.IsRefused(out refusal))
            {
                return refusal;
            }
            var locked = await CollectionLookup.RequireLockedAsync(tx, actor, model, Permission.EditRegistry);
            if (locked.IsRefused(out refusal))
            {
                return refusal;
            }
            var collection = locked.Value;
            if (version.Value.Type != collection.Type)
            {
                return Refusal.OfField(ErrorCodes.TypeMismatch, "source",
                    $"'{collection.Name}' takes versions of type '{collection.Type}'; this one is of type '{version.Value.Type}'.");
            }
            if (version.Value.TeamId != collection.TeamId && await ActorStanding.RefuseAsync(tx, actor, version.Value.TeamName) is { } over)
            {
                return over;
            }
            if (!actor.May(ForeignLink.Needed, version.Value.TeamId))
            {
                return Refusal.OfField(ErrorCodes.Forbidden, "source",
                    $"'{version.Value.SourceName}' is another team's. Linking it needs the role member in team '{version.Value.TeamName}' too.");
            }
            var existing = await MembershipLookup.FindAsync(tx, collection.Id, version.Value.Id);
            var member = existing is null
                ? await AddAsync(tx, actor, collection, version.Value, wanted.Value)
                : await AddAliasesAsync(tx, actor, collection, version.Value, existing, wanted.Value);
            if (member.IsRefused(out refusal))
            {
                return refusal;
            }
            var complete = await MemberVersionLookup.CompleteAsync(tx, collection, [member.Value]);
            return new LinkResult(complete[0], IsNew: existing is null);
        }, ct);
    }

    /// <summary>
    /// Unlinks a version: <c>REMOVE_ARTIFACT_ALIAS</c> for each alias on it, then <c>UNLINK_ARTIFACT</c>. The number is
    /// never given again. <c>not_found</c>, <c>alias_protected</c>.
    /// </summary>
    [Operation(Permission.EditRegistry)]
    public Task<Outcome<Unit>> UnlinkAsync(Actor actor, CollectionAddress model, string version, CancellationToken ct) =>
        database.WriteAsync<Outcome<Unit>>(async tx =>
        {
            var locked = await CollectionLookup.RequireLockedAsync(tx, actor, model, Permission.EditRegistry);
            if (locked.IsRefused(out var refusal))
            {
                return refusal;
            }
            var member = await MembershipLookup.RequireAsync(tx, locked.Value, version);
            return member.IsRefused(out refusal) ? refusal : await RemoveAsync(tx, actor, locked.Value, member.Value);
        }, ct);

    /// <summary>
    /// Unlinks in the transaction of one who deletes the version (api.md, <c>?force=true</c>). In the registry of its own
    /// team it refuses what the actor could not unlink by hand: <c>version_in_use</c>, <c>alias_protected</c>. Another team's registry holds no
    /// version against its owners: there the link ends whatever aliases are on it, with its events. A link that is gone
    /// already is no refusal. After a refusal the caller abandons the transaction.
    /// </summary>
    /// <param name="owner">The team of the version, in which the actor deletes it.</param>
    [Operation(Permission.None)]
    public async Task<Outcome<Unit>> UnlinkAsync(DatabaseTransaction tx, Actor actor, VersionLink link, TeamId owner)
    {
        if (!actor.May(link.TeamId == owner ? Permission.EditRegistry : Permission.Curate, owner))
        {
            return new Refusal(ErrorCodes.VersionInUse, actor.Sees(link.TeamId)
                ? $"It is linked as '{link.Reference}', where your role may not unlink it."
                : "It is linked to a registered model of a team that you do not belong to.");
        }
        var collection = await CollectionLookup.LockByIdAsync(tx, link.CollectionId);
        var member = collection is null ? null : await MembershipLookup.FindAsync(tx, collection.Id, link.ArtifactVersionId);
        return member is null ? Unit.Value : await RemoveAsync(tx, actor, collection!, member, isOwner: link.TeamId != owner);
    }

    private async Task<Outcome<Membership>> AddAsync(
        DatabaseTransaction tx, Actor actor, Collection collection, ArtifactVersion version, IReadOnlyList<string> aliases)
    {
        var added = await memberships.AddAsync(tx, actor, collection, version.Id, aliases, isForeign: version.TeamId != collection.TeamId);
        if (!added.IsRefused(out _))
        {
            AuditTrail.Append(tx, actor, collection.AuditedTeam, "version.linked", $"{collection.Path}:{added.Value.Version}",
                aliases.Count == 0 ? version.SourceName : $"{version.SourceName}, aliases {string.Join(", ", aliases)}");
        }
        return added;
    }

    private async Task<Outcome<Membership>> AddAliasesAsync(
        DatabaseTransaction tx, Actor actor, Collection collection, ArtifactVersion version, Membership member, IReadOnlyList<string> aliases)
    {
        if (version.TeamId != collection.TeamId)
        {
            await tx.ExecuteAsync(MembershipSql.TakeOver, new { linkedBy = actor.Id, membership = member.Id });
        }
        var changed = await memberships.AddAliasesAsync(tx, actor, collection, member, aliases);
        if (changed.IsRefused(out var refusal))
        {
            return refusal;
        }
        foreach (var place in changed.Value)
        {
            AuditTrail.Append(tx, actor, collection.AuditedTeam, "alias.set", $"{collection.Path}:{place.Alias}",
                place.Previous is null ? place.Version : $"{place.Previous} -> {place.Version}");
        }
        return member;
    }

    private async Task<Outcome<Unit>> RemoveAsync(
        DatabaseTransaction tx, Actor actor, Collection collection, Membership member, bool isOwner = false)
    {
        var removed = await memberships.RemoveAsync(tx, actor, collection, member, isOwner);
        if (!removed.IsRefused(out _))
        {
            AuditTrail.Append(tx, actor, collection.AuditedTeam, "version.unlinked", $"{collection.Path}:{member.Version}");
        }
        return removed;
    }
}
