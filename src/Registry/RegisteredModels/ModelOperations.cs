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
    public Task<Outcome<RegisteredModel>> CreateAsync(Actor actor, string teamName, NewModel model, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            Refuse.If(RegistryNames.CheckCollection(model.Name)
                ?? RegistryNames.CheckType(model.Type)
                ?? RegistryNames.CheckText(model.Description, RegistryNames.MaxDescriptionLength, "description"));
            var tags = RegistryNames.CheckTags(model.Tags).Value;
            return await _database.WriteAsync(async tx =>
            {
                var (team, project) = await RegistryPlace.RequireAsync(tx, actor, teamName, Permission.EditRegistry);
                var made = await _collections.AddAsync(tx, actor, team, project, CollectionKind.Model, model.Name, model.Type, model.Description)
                    ?? throw new RefusedException(Refusal.OfField(ErrorCodes.NameTaken, "name", $"'{team.Name}/{project.Name}' has a '{model.Name}' already."));
                await _tags.ReplaceAsync(tx, actor, made, tags);
                AuditTrail.Append(tx, actor, AuditedTeam.Of(team), "model.created", made.Path);
                return await ShowAsync(tx, made);
            }, ct);
        });

    [Operation(Permission.Read)]
    public Task<Outcome<RegisteredModel>> GetAsync(Actor actor, CollectionAddress model, CancellationToken ct) =>
        _database.AskAsync(async session =>
        {
            var found = await CollectionLookup.RequireAsync(session, actor, model, Permission.Read);
            return await ShowAsync(session, found);
        }, ct);

    /// <summary>The registered models that the filter lets pass, newest first, without cards; up to <see cref="PageRequest.Fetch"/>.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<RegisteredModel>>> ListAsync(
        Actor actor, string teamName, ModelFilter filter, PageRequest page, CancellationToken ct) =>
        _database.AskAsync<IReadOnlyList<RegisteredModel>>(async session =>
        {
            var registry = await RegistryPlace.RequireAsync(session, actor, teamName, Permission.Read);
            var found = await session.QueryAsync<Collection>(filter.Sql, new
            {
                project = registry.Project.Id,
                before = page.Before,
                fetch = page.Fetch,
                pattern = filter.Pattern,
                tag = filter.Tag,
                alias = filter.Alias,
                index = filter.Index,
            });
            return await ModelLookup.ShowAsync(session, found);
        }, ct);

    /// <summary>
    /// Changes description, card and tags; <c>ADD_COLLECTION_TAG</c> and <c>REMOVE_COLLECTION_TAG</c> for what differs,
    /// no event for the texts.
    /// </summary>
    [Operation(Permission.EditRegistry)]
    public Task<Outcome<RegisteredModel>> UpdateAsync(Actor actor, CollectionAddress model, ModelPatch patch, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            var description = patch.Description.Or(null);
            var card = patch.Card.Or(null);
            Refuse.If(RegistryNames.CheckText(description, RegistryNames.MaxDescriptionLength, "description")
                ?? RegistryNames.CheckText(card, RegistryNames.MaxCardLength, "card"));
            var tags = RegistryNames.CheckTags(patch.Tags.Or([])).Value;
            return await _database.WriteAsync(async tx =>
            {
                var collection = await CollectionLookup.RequireLockedAsync(tx, actor, model, Permission.EditRegistry);
                if (!patch.ChangesAnything)
                {
                    return await ShowAsync(tx, collection);
                }
                if (patch.Tags.IsSet)
                {
                    await _tags.ReplaceAsync(tx, actor, collection, tags);
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
                return await ShowAsync(tx, (await CollectionLookup.FindByIdAsync(tx, collection.Id))!);
            }, ct);
        });

    /// <summary>
    /// Deletes a registered model and its links, never the sources; those of very many versions piece by piece. Each link ends with its events (aliases off, then
    /// <c>UNLINK_ARTIFACT</c>); <c>DELETE_COLLECTION</c> is the last, and by it the automations that stand on the model
    /// end (M13). <c>alias_protected</c> when one stands on a version and the actor may not take it off.
    /// </summary>
    [Operation(Permission.EditRegistry)]
    public Task<Outcome<Unit>> DeleteAsync(Actor actor, CollectionAddress model, CancellationToken ct) =>
        Outcome.OfAsync(() => DeletionPieces.DeleteAsync(_database, async (tx, before) =>
        {
            var collection = await CollectionLookup.RequireLockedAsync(tx, actor, model, Permission.EditRegistry);
            Refuse.If(await AliasProtection.OfCollectionAsync(tx, actor, collection));
            var (members, isLast) = await DeletionPieces.NextAsync(tx, collection.Id);
            foreach (var member in members)
            {
                await _memberships.RemoveAsync(tx, actor, collection, member);
            }
            if (isLast)
            {
                await _collections.DeleteAsync(tx, actor, collection);
                AuditTrail.Append(tx, actor, collection.AuditedTeam, "model.deleted", collection.Path,
                    before + members.Count == 0 ? null : $"{before + members.Count} versions unlinked");
            }
            return new DeletionPieces.Deleted(members.Count, isLast);
        }, ct));

    private static async Task<RegisteredModel> ShowAsync(DatabaseSession session, Collection collection)
    {
        var complete = await ModelLookup.ShowAsync(session, [collection]);
        return complete[0] with { Card = await session.ScalarAsync<string?>(ModelSql.Card, new { id = collection.Id }) };
    }
}
