using Slipway.Access;
using Slipway.Access.Permissions;
using Slipway.Access.Projects;
using Slipway.Api;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Registry.Collections;

/// <summary>Finds collections; the <c>Require</c> forms check the actor, the <c>Find</c> forms leave that to the caller.</summary>
public static class CollectionLookup
{
    private const int PerStatement = 500;

    /// <summary>The collection by its id, or null when it is gone.</summary>
    public static Task<Collection?> FindByIdAsync(DatabaseSession session, CollectionId id) =>
        session.FirstAsync<Collection>(CollectionSql.FindById, new { id });

    /// <summary>The collection by its id, locked until the transaction ends; null when it is gone.</summary>
    public static Task<Collection?> LockByIdAsync(DatabaseTransaction tx, CollectionId id) =>
        tx.FirstAsync<Collection>(CollectionSql.LockById, new { id });

    /// <summary>Those of the collections that are there.</summary>
    public static async Task<IReadOnlySet<CollectionId>> PresentAsync(DatabaseSession session, IReadOnlyCollection<CollectionId> ids)
    {
        var present = new HashSet<CollectionId>();
        foreach (var some in ids.Chunk(PerStatement))
        {
            present.UnionWith(await session.QueryAsync<CollectionId>(CollectionSql.Present, new { ids = some.Select(id => id.Value) }));
        }
        return present;
    }

    /// <summary>The collection by its names, or null. Its kind may differ from the address's.</summary>
    public static Task<Collection?> FindAsync(DatabaseSession session, CollectionAddress address) =>
        session.FirstAsync<Collection>(CollectionSql.Find, new { address.Team, address.Project, address.Name });

    /// <summary>As <see cref="FindAsync"/>, and in a transaction the collection stays until it ends: for who saves something that names it.</summary>
    public static Task<Collection?> HoldAsync(DatabaseSession session, CollectionAddress address) =>
        session.FirstAsync<Collection>(CollectionSql.Hold, new { address.Team, address.Project, address.Name });

    /// <summary>
    /// The collection, if the actor may: <c>not_found</c> when it, or for this actor the team, does not exist;
    /// <c>forbidden</c> when the role does not hold the permission.
    /// </summary>
    public static Task<Collection> RequireAsync(
        DatabaseSession session, Actor actor, CollectionAddress address, Permission permission) =>
        RequireAsync(session, actor, address, permission, CollectionSql.Find);

    /// <summary>
    /// As <see cref="RequireAsync"/>, and locks the collection until the transaction ends: all changes to the versions,
    /// aliases and tags of one collection happen one after the other.
    /// </summary>
    public static Task<Collection> RequireLockedAsync(
        DatabaseTransaction tx, Actor actor, CollectionAddress address, Permission permission) =>
        RequireAsync(tx, actor, address, permission, CollectionSql.Lock);

    private static async Task<Collection> RequireAsync(
        DatabaseSession session, Actor actor, CollectionAddress address, Permission permission, string sql)
    {
        var found = await ActorStanding.FirstAsync<Collection>(
            session, actor, permission, address.Team, sql, new { address.Team, address.Project, address.Name });
        // The usual case asks the database for the collection alone; the rest is in the actor.
        if (found is not null && actor.MayIn(permission, found.TeamId, found.ProjectId) && (address.Kind is null || address.Kind == found.Kind))
        {
            return found;
        }
        var team = actor.Limits is null
            ? await TeamAccess.RequireAsync(session, actor, address.Team, permission)
            : (await ProjectAccess.RequireAsync(session, actor, address.Team, address.Project, permission)).Team;
        throw new RefusedException(await NotFoundAsync(session, team, address));
    }

    private static async Task<Refusal> NotFoundAsync(DatabaseSession session, Team team, CollectionAddress address)
    {
        var kind = address.Kind is { } wanted ? EnumText.Of(wanted) : null;
        var others = await session.QueryAsync<string>(CollectionSql.NamesLike, new { team = team.Id, project = address.Project, kind });
        var (noun, place) = address.Kind == CollectionKind.Model
            ? ("registered model", $"team '{team.Name}'")
            : ("artifact", $"'{team.Name}/{address.Project}'");
        var known = others.Count switch
        {
            0 => "There is none yet.",
            > 5 => $"There are, among others: {string.Join(", ", others.Take(5))}.",
            _ => $"There are: {string.Join(", ", others)}.",
        };
        return new Refusal(ErrorCodes.NotFound, $"There is no {noun} '{address.Name}' in {place}. {known}");
    }
}
