using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Registry.Aliases;
using Slipway.Registry.Collections;
using Slipway.Registry.Versions;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Registry.Memberships;

/// <summary>
/// Versions as members of a collection: a committed version of its own artifact, a linked one of a registered model.
/// </summary>
public sealed class MembershipOperations
{
    private readonly Database _database;
    private readonly RegistryEvents _events;
    private readonly AliasChanges _aliases;

    internal MembershipOperations(Database database, RegistryEvents events, AliasChanges aliases)
    {
        _database = database;
        _events = events;
        _aliases = aliases;
    }

    /// <summary>
    /// Makes the version a member with the collection's next number, and puts the aliases on it. Raises
    /// <c>CREATE_ARTIFACT</c> in an artifact or <c>LINK_ARTIFACT</c> in a registered model (M1), then
    /// <c>ADD_ARTIFACT_ALIAS</c> for each alias in its order; <c>latest</c> moves to it silently. The caller has checked
    /// the actor, that the version is committed and of the right type, and that it is no member yet, and writes the
    /// audit row. Refuses before it writes anything: <c>alias_invalid</c>, <c>alias_reserved</c>, <c>alias_protected</c>;
    /// <c>not_found</c> when the collection is gone.
    /// </summary>
    /// <param name="isForeign">Whether the version is another team's: then the link is the actor's, and counts while they could still link it.</param>
    [Operation(Permission.None)]
    public async Task<Membership> AddAsync(
        DatabaseTransaction tx, Actor actor, Collection collection, ArtifactVersionId version, IReadOnlyList<string> aliases, bool isForeign = false)
    {
        var wanted = await AllowedAsync(tx, actor, collection, aliases);
        if (await tx.FirstAsync<int?>(MembershipSql.TakeIndex, new { collection = collection.Id }) is not { } index)
        {
            throw new RefusedException(new Refusal(ErrorCodes.NotFound, $"'{collection.Path}' was deleted meanwhile."));
        }
        var member = await tx.FirstAsync<Membership>(MembershipSql.Insert,
            new { collection = collection.Id, version, index, by = actor.Name, linkedBy = isForeign ? actor.Id : (UserId?)null });
        _events.Raise(tx, actor, collection, RegistryChange.Added(collection, member!));
        foreach (var alias in wanted)
        {
            await _aliases.SetAsync(tx, actor, collection, member!, alias);
        }
        return member!;
    }

    /// <summary>
    /// Puts these aliases on a version that is a member already; those that stand there stay. The collection is locked.
    /// Answers what changed; refuses as <see cref="AddAsync"/> does.
    /// </summary>
    [Operation(Permission.None)]
    public async Task<IReadOnlyList<AliasPlace>> AddAliasesAsync(
        DatabaseTransaction tx, Actor actor, Collection collection, Membership member, IReadOnlyList<string> aliases)
    {
        var wanted = await AllowedAsync(tx, actor, collection, aliases);
        var changed = new List<AliasPlace>();
        foreach (var alias in wanted)
        {
            var place = await _aliases.SetAsync(tx, actor, collection, member, alias);
            if (place.IsChanged)
            {
                changed.Add(place);
            }
        }
        return changed;
    }

    /// <summary>
    /// Ends the membership: <c>REMOVE_ARTIFACT_ALIAS</c> for each alias on it, then, in a registered model,
    /// <c>UNLINK_ARTIFACT</c>. Its number is never given again. <c>alias_protected</c> when it carries an alias that the
    /// actor may not take off. The caller has locked the collection, checked the actor, and writes the audit row.
    /// </summary>
    /// <param name="isOwner">Whether the version is deleted by its own team, whom no alias of another team's registry holds back.</param>
    [Operation(Permission.None)]
    public async Task<Unit> RemoveAsync(
        DatabaseTransaction tx, Actor actor, Collection collection, Membership member, bool isOwner = false)
    {
        Refuse.If(isOwner ? null : await AliasProtection.OfMembershipAsync(tx, actor, collection, member.Id));
        await _aliases.RemoveAllAsync(tx, actor, collection, member);
        await tx.ExecuteAsync(MembershipSql.Delete, new { membership = member.Id });
        if (collection.Kind == CollectionKind.Model)
        {
            _events.Raise(tx, actor, collection, RegistryChange.Unlinked(member));
        }
        return Unit.Value;
    }

    /// <summary>One version of a collection with all that is shown of it; <c>not_found</c> with what there is instead.</summary>
    /// <param name="version"><c>v3</c>, <c>latest</c> or an alias.</param>
    [Operation(Permission.Read)]
    public Task<Outcome<MemberVersion>> GetAsync(Actor actor, CollectionAddress address, string version, CancellationToken ct) =>
        _database.AskAsync(async session =>
        {
            var found = await MembershipAccess.RequireAsync(session, actor, address, version);
            var complete = await ShownAsync(session, actor, found.Collection, [found.Member]);
            return complete.Count == 0
                ? throw new RefusedException(new Refusal(ErrorCodes.NotFound, $"'{address}:{version}' was deleted meanwhile."))
                : complete[0];
        }, ct);

    /// <summary>The versions of a collection, newest first; up to <see cref="PageRequest.Fetch"/> of them.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<MemberVersion>>> ListAsync(
        Actor actor, CollectionAddress address, PageRequest page, CancellationToken ct) =>
        _database.AskAsync<IReadOnlyList<MemberVersion>>(async session =>
        {
            var found = await CollectionLookup.RequireAsync(session, actor, address, Permission.Read);
            var members = await MembershipLookup.ListAsync(session, found.Id, page);
            return await ShownAsync(session, actor, found, members);
        }, ct);

    /// <summary>
    /// The registered models to which an artifact version is linked, oldest link first, whoever may see them: a caller
    /// shows them only to those who do (<see cref="Actor.Sees"/>).
    /// </summary>
    [Operation(Permission.None)]
    public static Task<IReadOnlyList<VersionLink>> LinksOfAsync(DatabaseSession session, ArtifactVersionId version) =>
        LinksOfAsync(session, [version]);

    /// <summary>As the other, of several versions at once.</summary>
    [Operation(Permission.None)]
    public static Task<IReadOnlyList<VersionLink>> LinksOfAsync(DatabaseSession session, IReadOnlyCollection<ArtifactVersionId> versions) =>
        versions.Count == 0
            ? Task.FromResult<IReadOnlyList<VersionLink>>([])
            : session.QueryAsync<VersionLink>(MembershipSql.LinksOf, new { ids = versions.Select(id => id.Value).ToArray() });

    /// <summary>The oldest link through which the actor reaches the version; null when there is none.</summary>
    internal static async Task<VersionLink?> LinkThatCountsAsync(DatabaseSession session, Actor actor, ArtifactVersion version)
    {
        foreach (var link in (await LinksOfAsync(session, version.Id)).Where(link => actor.May(Permission.Read, link.TeamId)))
        {
            if (await ForeignLink.CountsAsync(session, actor, link.LinkedBy, version.TeamId))
            {
                return link;
            }
        }
        return null;
    }

    // That a version is linked is the registry's to tell; what is said of it in another team counts as its files do.
    private static async Task<IReadOnlyList<MemberVersion>> ShownAsync(
        DatabaseSession session, Actor actor, Collection collection, IReadOnlyList<Membership> members)
    {
        var complete = await MemberVersionLookup.ShowAsync(session, collection, members);
        if (complete.All(version => version.Member.LinkedBy is null))
        {
            return complete;
        }
        var shown = new List<MemberVersion>(complete.Count);
        foreach (var version in complete)
        {
            shown.Add(await ForeignLink.CountsAsync(session, actor, version.Member.LinkedBy, version.Source.TeamId)
                ? version
                : version with { Source = version.Source with { Description = null, Metadata = null } });
        }
        return shown;
    }

    private static async Task<IReadOnlyList<string>> AllowedAsync(
        DatabaseTransaction tx, Actor actor, Collection collection, IReadOnlyList<string> aliases)
    {
        var wanted = RegistryNames.CheckAliases(aliases).Value;
        Refuse.If(await AliasProtection.OfAliasesAsync(tx, actor, collection, wanted));
        return wanted;
    }
}
