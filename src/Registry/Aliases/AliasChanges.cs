using Slipway.Access;
using Slipway.Registry.Collections;
using Slipway.Storage;

namespace Slipway.Registry.Aliases;

/// <summary>
/// Writes what was decided about aliases, each change with its one event. The collection is locked and the protection
/// checked by the caller.
/// </summary>
internal sealed class AliasChanges(RegistryEvents events)
{
    /// <summary>Puts the alias on the version; nothing happens where it stands there already.</summary>
    public async Task<AliasPlace> SetAsync(DatabaseTransaction tx, Actor actor, Collection collection, Membership member, string alias)
    {
        var held = await tx.FirstAsync<int?>(AliasSql.HeldIndex, new { collection = collection.Id, alias });
        return Set(tx, actor, collection, member, alias, held);
    }

    /// <summary>As the other, by one who knows on which version the alias stands now (null: on none).</summary>
    public AliasPlace Set(
        DatabaseTransaction tx, Actor actor, Collection collection, Membership member, string alias, int? heldIndex)
    {
        if (heldIndex == member.VersionIndex)
        {
            return new AliasPlace(alias, member.Version, null, IsChanged: false);
        }
        tx.Defer(AliasSql.Set, new { collection = collection.Id, alias, membership = member.Id, actor = actor.Name });
        events.Raise(tx, actor, collection, RegistryChange.AliasSet(member, alias, heldIndex));
        return new AliasPlace(alias, member.Version, VersionReference.Text(heldIndex), IsChanged: true);
    }

    /// <summary>Takes the alias off the version on which it stands.</summary>
    public void Remove(DatabaseTransaction tx, Actor actor, Collection collection, Membership member, string alias)
    {
        tx.Defer(AliasSql.Remove, new { collection = collection.Id, alias });
        events.Raise(tx, actor, collection, RegistryChange.AliasRemoved(member, alias));
    }

    /// <summary>Takes all aliases off the version, in alphabetical order; returns them.</summary>
    public async Task<IReadOnlyList<string>> RemoveAllAsync(DatabaseTransaction tx, Actor actor, Collection collection, Membership member)
    {
        var aliases = await tx.QueryAsync<string>(AliasSql.NamesOnMembership, new { membership = member.Id });
        foreach (var alias in aliases)
        {
            Remove(tx, actor, collection, member, alias);
        }
        return aliases;
    }
}
