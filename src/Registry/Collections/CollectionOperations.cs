using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Access.Projects;
using Slipway.Access.Teams;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Rest.Texts;
using Slipway.Storage;

namespace Slipway.Registry.Collections;

/// <summary>What artifacts and registered models have in common: they come to be, and they have a history.</summary>
public sealed class CollectionOperations
{
    private readonly Database _database;
    private readonly RegistryEvents _events;

    internal CollectionOperations(Database database, RegistryEvents events)
    {
        _database = database;
        _events = events;
    }

    /// <summary>
    /// The artifact of that name in the project, locked; made when it is not there, which raises
    /// <c>CREATE_COLLECTION</c>. <c>name_invalid</c>, <c>type_invalid</c>, both for one that is made only, so that one from
    /// before a rule stays in use; <c>type_mismatch</c> when it is there with another type; <c>name_taken</c> by a registered
    /// model. The caller has checked the actor and writes the audit row.
    /// </summary>
    /// <param name="isReserved">Whether the type may be one that is kept for Slipway itself.</param>
    [Operation(Permission.None)]
    public async Task<Collection> EnsureArtifactAsync(
        DatabaseTransaction tx, Actor actor, Team team, Project project, string name, string type, bool isReserved = false)
    {
        Refuse.If(isReserved ? null : RegistryNames.CheckUsedType(type));
        var wrongType = isReserved ? null : RegistryNames.CheckType(type);
        var address = new { Team = team.Name, Project = project.Name, Name = name };
        if (await tx.FirstAsync<Collection>(CollectionSql.Lock, address) is { } existing)
        {
            return Fit(existing, type, wrongType).Value;
        }
        Refuse.If(RegistryNames.CheckCollection(name) ?? wrongType);
        var added = await AddAsync(tx, actor, team, project, CollectionKind.Artifact, name, type, description: null);
        if (added is not null)
        {
            return added;
        }
        // Somebody else made it just now.
        return await tx.FirstAsync<Collection>(CollectionSql.Lock, address) is { } made
            ? Fit(made, type, wrongType).Value
            : throw new RefusedException(new Refusal(ErrorCodes.Conflict, $"'{name}' was deleted this moment. Try again."));
    }

    /// <summary>What happened to an artifact or a registered model, newest first; up to <see cref="PageRequest.Fetch"/> entries.</summary>
    [Operation(Permission.Read)]
    public Task<Outcome<IReadOnlyList<HistoryEntry>>> HistoryAsync(
        Actor actor, CollectionAddress address, PageRequest page, CancellationToken ct) =>
        _database.AskAsync<IReadOnlyList<HistoryEntry>>(async session =>
        {
            var found = await CollectionLookup.RequireAsync(session, actor, address, Permission.Read);
            return await session.QueryAsync<HistoryEntry>(CollectionSql.History,
                new { collection = found.Id, before = page.Before, fetch = page.Fetch });
        }, ct);

    /// <summary>Adds the row and raises <c>CREATE_COLLECTION</c>; null when the name is taken. Names were checked.</summary>
    internal async Task<Collection?> AddAsync(
        DatabaseTransaction tx, Actor actor, Team team, Project project, CollectionKind kind, string name, string type, string? description)
    {
        var id = await tx.ScalarAsync<long?>(CollectionSql.Insert, new
        {
            teamId = team.Id,
            teamName = team.Name,
            projectId = project.Id,
            projectName = project.Name,
            kind = EnumText.Of(kind),
            name,
            type,
            description,
            searched = SearchText.Of(name, description),
            by = actor.Name,
        });
        if (id is null)
        {
            return null;
        }
        var made = (await CollectionLookup.FindByIdAsync(tx, new CollectionId(id.Value)))!;
        await TeamUses.CountAsync(tx, team.Id, UsesOf(kind), 1);
        _events.Raise(tx, actor, made, RegistryChange.CollectionCreated());
        return made;
    }

    /// <summary>
    /// Takes so many of the oldest entries off the history of a collection that is being deleted; answers how many there were.
    /// </summary>
    internal static Task<int> ForgetHistoryAsync(DatabaseTransaction tx, CollectionId collection, int count) =>
        tx.ExecuteAsync(CollectionSql.DeleteOldHistory, new { id = collection, count });

    /// <summary>
    /// Deletes the row with its tags and history, and raises <c>DELETE_COLLECTION</c>. Its memberships are gone already.
    /// </summary>
    internal async Task DeleteAsync(DatabaseTransaction tx, Actor actor, Collection collection)
    {
        await tx.ExecuteAsync(CollectionSql.Delete, new { id = collection.Id });
        await TeamUses.CountAsync(tx, collection.TeamId, UsesOf(collection.Kind), -1);
        _events.Append(tx, actor, collection, RegistryChange.CollectionDeleted());
    }

    private static Outcome<Collection> Fit(Collection existing, string type, Refusal? wrongType) => existing switch
    {
        { Kind: CollectionKind.Model } => Refusal.OfField(ErrorCodes.NameTaken, "name",
            $"'{existing.Path}' is a registered model. Publish under another name, and link the version to it."),
        _ when existing.Type != type => wrongType ?? Refusal.OfField(ErrorCodes.TypeMismatch, "type",
            $"The artifact '{existing.Path}' holds versions of type '{existing.Type}', not '{type}'. Use that type or another name."),
        _ => existing,
    };

    private static string UsesOf(CollectionKind kind) => kind == CollectionKind.Model ? "registered models" : "artifacts";
}
