using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Api;
using Slipway.Registry.Aliases;
using Slipway.Registry.Collections;
using Slipway.Registry.Memberships;
using Slipway.Registry.Tags;
using Slipway.Rest;
using Slipway.Rest.Texts;
using Slipway.Storage;

namespace Slipway.Registry.RegisteredModels;

/// <summary>Registered models of a team's default registry (M18).</summary>
public sealed class ModelOperations
{
    private readonly Database _database;
    private readonly CollectionOperations _collections;
    private readonly MembershipOperations _memberships;
    private readonly TagChanges _tags;

    internal ModelOperations(Database database, CollectionOperations collections, MembershipOperations memberships, TagChanges tags)
    {
        _database = database;
        _collections = collections;
        _memberships = memberships;
        _tags = tags;
    }

    /// <summary>
    /// Makes a registered model: <c>CREATE_COLLECTION</c>, then <c>ADD_COLLECTION_TAG</c> for each tag. <c>name_taken</c>,
    /// <c>name_invalid</c>, <c>type_invalid</c>, <c>tag_invalid</c>.
    /// </summary>
    [Operation(Permission.EditRegistry)]
    public async Task<Outcome<RegisteredModel>> CreateAsync(Actor actor, string teamName, NewModel model, CancellationToken ct)
    {
        if ((RegistryNames.CheckCollection(model.Name)
            ?? RegistryNames.CheckType(model.Type)
            ?? RegistryNames.CheckText(model.Description, RegistryNames.MaxDescriptionLength, "description")) is { } wrong)
        {
            return wrong;
        }
        var tags = RegistryNames.CheckTags(model.Tags);
        if (tags.IsRefused(out var wrongTag))
        {
            return wrongTag;
        }
        return await _database.WriteAsync<Outcome<RegisteredModel>>(async tx =>
        {
            var registry = await RegistryPlace.RequireAsync(tx, actor, teamName, Permission.EditRegistry);
            if (registry.IsRefused(out var refusal))
            {
                return refusal;
            }
            var (team, project) = registry.Value;
            var made = await _collections.AddAsync(
                tx, actor, team, project, CollectionKind.Model, model.Name, model.Type, model.Description);
            if (made.IsRefused(out refusal))
            {
                return refusal;
            }
            await _tags.ReplaceAsync(tx, actor, made.Value, tags.Value);
            AuditTrail.Append(tx, actor, AuditedTeam.Of(team), "model.created", made.Value.Path);
            return await CompleteAsync(tx, made.Value);
        }, ct);
    }

    [Operation(Permission.Read)]
    public Task<Outcome<RegisteredModel>> GetAsync(Actor actor, CollectionAddress model, CancellationToken ct) =>
        _database.ReadAsync<Outcome<RegisteredModel>>(async session =>
        {
            var found = await CollectionLookup.RequireAsync(session, actor, model, Permission.Read);
            return found.IsRefused(out var refusal) ? refusal : await CompleteAsync(session, found.Value);
        }, ct);

    /// <summary>The registered models that the filter lets pass, newest first, without cards; up to <see cref="PageRequest.Fetch"/>.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<RegisteredModel>>> ListAsync(
        Actor actor, string teamName, ModelFilter filter, PageRequest page, CancellationToken ct) =>
        _database.ReadAsync<Outcome<IReadOnlyList<RegisteredModel>>>(async session =>
        {
            var registry = await RegistryPlace.RequireAsync(session, actor, teamName, Permission.Read);
            if (registry.IsRefused(out var refusal))
            {
                return refusal;
            }
            var found = await session.QueryAsync<Collection>(filter.Sql, new
            {
                project = registry.Value.Project.Id,
                before = page.Before,
                fetch = page.Fetch,
                pattern = filter.Pattern,
                tag = filter.Tag,
                alias = filter.Alias,
                index = filter.Index,
            });
            return Outcome.Of(await ModelLookup.CompleteAsync(session, found));
        }, ct);

    /// <summary>
    /// Changes description, card and tags; <c>ADD_COLLECTION_TAG</c> and <c>REMOVE_COLLECTION_TAG</c> for what differs,
    /// no event for the texts.
    /// </summary>
    [Operation(Permission.EditRegistry)]
    public async Task<Outcome<RegisteredModel>> UpdateAsync(Actor actor, CollectionAddress model, ModelPatch patch, CancellationToken ct)
    {
        var description = patch.Description.Or(null);
        var card = patch.Card.Or(null);
        if ((RegistryNames.CheckText(description, RegistryNames.MaxDescriptionLength, "description")
            ?? RegistryNames.CheckText(card, RegistryNames.MaxCardLength, "card")) is { } wrong)
        {
            return wrong;
        }
        var tags = RegistryNames.CheckTags(patch.Tags.Or([]));
        if (tags.IsRefused(out var wrongTag))
        {
            return wrongTag;
        }
        return await _database.WriteAsync<Outcome<RegisteredModel>>(async tx =>
        {
            var locked = await CollectionLookup.RequireLockedAsync(tx, actor, model, Permission.EditRegistry);
            if (locked.IsRefused(out var refusal))
            {
                return refusal;
            }
            var collection = locked.Value;
            if (!patch.ChangesAnything)
            {
                return await CompleteAsync(tx, collection);
            }
            if (patch.Tags.IsSet)
            {
                await _tags.ReplaceAsync(tx, actor, collection, tags.Value);
            }
            await tx.ExecuteAsync(ModelSql.Update, new
            {
                id = collection.Id,
                setDescription = patch.Description.IsSet,
                description,
                searched = SearchText.Of(collection.Name, patch.Description.IsSet ? description : collection.Description),
                setCard = patch.Card.IsSet,
                card,
            });
            AuditTrail.Append(tx, actor, collection.AuditedTeam, "model.changed", collection.Path);
            return await CompleteAsync(tx, (await CollectionLookup.FindByIdAsync(tx, collection.Id))!);
        }, ct);
    }

    /// <summary>
    /// Deletes a registered model and its links, never the sources; those of very many versions piece by piece. Each link ends with its events (aliases off, then
    /// <c>UNLINK_ARTIFACT</c>); <c>DELETE_COLLECTION</c> is the last, and by it the automations that stand on the model
    /// end (M13). <c>alias_protected</c> when one stands on a version and the actor may not take it off.
    /// </summary>
    [Operation(Permission.EditRegistry)]
    public Task<Outcome<Unit>> DeleteAsync(Actor actor, CollectionAddress model, CancellationToken ct) =>
        DeletionPieces.DeleteAsync(_database, async (tx, before) =>
        {
            var locked = await CollectionLookup.RequireLockedAsync(tx, actor, model, Permission.EditRegistry);
            if (locked.IsRefused(out var refusal))
            {
                return refusal;
            }
            var collection = locked.Value;
            if (await AliasProtection.OfCollectionAsync(tx, actor, collection) is { } kept)
            {
                return kept;
            }
            var (members, isLast) = await DeletionPieces.NextAsync(tx, collection.Id);
            foreach (var member in members)
            {
                var removed = await _memberships.RemoveAsync(tx, actor, collection, member);
                if (removed.IsRefused(out refusal))
                {
                    return refusal;
                }
            }
            if (isLast)
            {
                await _collections.DeleteAsync(tx, actor, collection);
                AuditTrail.Append(tx, actor, collection.AuditedTeam, "model.deleted", collection.Path,
                    before + members.Count == 0 ? null : $"{before + members.Count} versions unlinked");
            }
            return new DeletionPieces.Deleted(members.Count, isLast);
        }, ct);

    private static async Task<RegisteredModel> CompleteAsync(DatabaseSession session, Collection collection)
    {
        var complete = await ModelLookup.CompleteAsync(session, [collection]);
        return complete[0] with { Card = await session.ScalarAsync<string?>(ModelSql.Card, new { id = collection.Id }) };
    }
}
