using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Registry.Collections;
using Slipway.Registry.Memberships;
using Slipway.Registry.Uploads;
using Slipway.Rest;
using Slipway.Storage;

namespace Slipway.Registry.Artifacts;

/// <summary>Deletes an artifact with all its versions, those that are being uploaded among them (M18).</summary>
public sealed class ArtifactDeletion
{
    private readonly Database _database;
    private readonly CollectionOperations _collections;
    private readonly VersionOperations _versions;

    internal ArtifactDeletion(Database database, CollectionOperations collections, VersionOperations versions)
    {
        _database = database;
        _collections = collections;
        _versions = versions;
    }

    /// <summary>
    /// All or nothing, up to <see cref="DeletionPieces.Versions"/>; more go piece by piece. <c>version_in_use</c> names the first
    /// version that is linked; with <paramref name="force"/> they are unlinked first, each with its events, but in their own team
    /// never past a protected alias for those who may not move it.
    /// </summary>
    [Operation(Permission.Curate)]
    public Task<Outcome<Unit>> DeleteAsync(Actor actor, CollectionAddress address, bool force, CancellationToken ct) =>
        Outcome.OfAsync(async () =>
        {
            address = address with { Kind = CollectionKind.Artifact };
            Refuse.If(force ? null : await _database.ReadAsync(session => FindUseAsync(session, actor, address), ct));
            return await DeletionPieces.DeleteAsync(_database, (tx, before) => DeleteAsync(tx, actor, address, force, before), ct);
        });

    // Before the first piece: what is refused for a late version leaves the early ones too. Each is looked at again with its lock.
    private static async Task<Refusal?> FindUseAsync(DatabaseSession session, Actor actor, CollectionAddress address)
    {
        var found = await CollectionLookup.RequireAsync(session, actor, address, Permission.Curate);
        return await MembershipLookup.OldestLinkedAsync(session, found.Id) is { } linked
            ? VersionOperations.InUse(actor, found, linked, await MembershipOperations.LinksOfAsync(session, linked.ArtifactVersionId))
            : null;
    }

    private async Task<DeletionPieces.Deleted> DeleteAsync(
        DatabaseTransaction tx, Actor actor, CollectionAddress address, bool force, int before)
    {
        var collection = await CollectionLookup.RequireLockedAsync(tx, actor, address, Permission.Curate);
        var (members, isLast) = await DeletionPieces.NextAsync(tx, collection.Id);
        foreach (var member in members)
        {
            await _versions.DeleteAsync(tx, actor, collection, member, force);
        }
        if (!isLast)
        {
            return new DeletionPieces.Deleted(members.Count, IsAll: false);
        }
        await tx.ExecuteAsync(ArtifactSql.GiveUpPending, new { collection = collection.Id });
        await _collections.DeleteAsync(tx, actor, collection);
        AuditTrail.Append(tx, actor, collection.AuditedTeam, "artifact.deleted", collection.Path, $"{before + members.Count} versions");
        tx.Wake(UploadCleaner.Topic);
        return new DeletionPieces.Deleted(members.Count, IsAll: true);
    }
}
