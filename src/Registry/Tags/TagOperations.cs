using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Registry.Collections;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Registry.Tags;

/// <summary>Tags of versions. Many versions may have the same tag; those of a model itself are set with the model.</summary>
public sealed class TagOperations
{
    private readonly Database _database;
    private readonly RegistryEvents _events;

    internal TagOperations(Database database, RegistryEvents events)
    {
        _database = database;
        _events = events;
    }

    /// <summary>Puts the tag on the version (<c>ADD_ARTIFACT_TAG</c>); where it is already nothing happens. <c>tag_invalid</c>, <c>not_found</c>.</summary>
    [Operation(Permission.EditRegistry)]
    public Task<Outcome<VersionTag>> AddAsync(Actor actor, CollectionAddress address, string version, string tag, CancellationToken ct) =>
        _database.ChangeAsync(async tx =>
        {
            var (collection, member) = await RequireAsync(tx, actor, address, version);
            Refuse.If(RegistryNames.CheckTag(tag));
            if (await tx.ExecuteAsync(TagSql.AddToMembership, new { membership = member.Id, tag, by = actor.Name }) == 0)
            {
                return new VersionTag(member.Version, tag, IsChanged: false);
            }
            if (await tx.ScalarAsync<long>(TagSql.CountOfMembership, new { membership = member.Id }) > RegistryNames.MaxTags)
            {
                throw new RefusedException(Refusal.OfField(ErrorCodes.TagInvalid, "tag", $"A version has at most {RegistryNames.MaxTags} tags. Take one off first."));
            }
            _events.Raise(tx, actor, collection, RegistryChange.VersionTagged(member, tag));
            Audit(tx, actor, collection, member, "tag.added", tag);
            return new VersionTag(member.Version, tag, IsChanged: true);
        }, ct);

    /// <summary>Takes the tag off the version (<c>REMOVE_ARTIFACT_TAG</c>); <c>not_found</c> when it has no such tag.</summary>
    [Operation(Permission.EditRegistry)]
    public Task<Outcome<Unit>> RemoveAsync(Actor actor, CollectionAddress address, string version, string tag, CancellationToken ct) =>
        _database.ChangeAsync(async tx =>
        {
            var (collection, member) = await RequireAsync(tx, actor, address, version);
            if (await tx.ExecuteAsync(TagSql.RemoveFromMembership, new { membership = member.Id, tag }) == 0)
            {
                throw new RefusedException(new Refusal(ErrorCodes.NotFound, $"{collection.Path}:{member.Version} has no tag '{tag}'."));
            }
            _events.Raise(tx, actor, collection, RegistryChange.VersionUntagged(member, tag));
            Audit(tx, actor, collection, member, "tag.removed", tag);
            return Unit.Value;
        }, ct);

    private static async Task<(Collection Collection, Membership Member)> RequireAsync(
        DatabaseTransaction tx, Actor actor, CollectionAddress address, string version)
    {
        var locked = await CollectionLookup.RequireLockedAsync(tx, actor, address, Permission.EditRegistry);
        var member = await MembershipLookup.RequireAsync(tx, locked, version);
        return (locked, member);
    }

    private static void Audit(DatabaseTransaction tx, Actor actor, Collection collection, Membership member, string action, string tag) =>
        AuditTrail.Append(tx, actor, collection.AuditedTeam, action, $"{collection.Path}:{member.Version}", tag);
}
