using Slipway.Access;
using Slipway.Registry.Collections;
using Slipway.Storage;

namespace Slipway.Registry.Tags;

/// <summary>Writes the tags of a collection, each change with its event. The collection is locked, the tags are checked.</summary>
internal sealed class TagChanges(RegistryEvents events)
{
    /// <summary>Leaves exactly these tags; returns whether that changed anything.</summary>
    /// <param name="tags">Each once.</param>
    public async Task<bool> ReplaceAsync(DatabaseTransaction tx, Actor actor, Collection collection, IReadOnlyList<string> tags)
    {
        var held = await tx.QueryAsync<string>(TagSql.OfCollection, new { collection = collection.Id });
        string[] gone = [.. held.Except(tags, StringComparer.Ordinal)];
        string[] added = [.. tags.Except(held, StringComparer.Ordinal)];
        foreach (var tag in gone)
        {
            await tx.ExecuteAsync(TagSql.RemoveFromCollection, new { collection = collection.Id, tag });
            events.Raise(tx, actor, collection, RegistryChange.CollectionUntagged(tag));
        }
        foreach (var tag in added)
        {
            await tx.ExecuteAsync(TagSql.AddToCollection, new { collection = collection.Id, tag, by = actor.Name });
            events.Raise(tx, actor, collection, RegistryChange.CollectionTagged(tag));
        }
        return gone.Length + added.Length > 0;
    }
}
