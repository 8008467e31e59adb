using Slipway.Access;
using Slipway.Access.Audit;
using Slipway.Access.Permissions;
using Slipway.Registry.Collections;
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
    /// All or nothing. <c>version_in_use</c> names the first version that is linked; with <paramref name="force"/> they are
    /// unlinked first, each with its events, but in their own team never past a protected alias for those who may not move it.
    /// </summary>
    [Operation(Permission.Curate)]
    public Task<Outcome<Unit>> DeleteAsync(Actor actor, CollectionAddress address, bool force, CancellationToken ct) =>
        _database.WriteAsync(async tx =>
        {
            var outcome = await DeleteAsync(tx, actor, address with { Kind = CollectionKind.Artifact }, force);
            if (outcome.IsRefused(out _))
            {
                tx.Abandon();
            }
            return outcome;
        }, ct);

    private async Task<Outcome<Unit>> DeleteAsync(DatabaseTransaction tx, Actor actor, CollectionAddress address, bool force)
    {
        var locked = await CollectionLookup.RequireLockedAsync(tx, actor, address, Permission.Curate);
        if (locked.IsRefused(out var refusal))
        {
            return refusal;
        }
        var collection = locked.Value;
        var members = await MembershipLookup.AllAsync(tx, collection.Id);
        foreach (var member in members)
        {
            var deleted = await _versions.DeleteAsync(tx, actor, collection, member, force);
            if (deleted.IsRefused(out refusal))
            {
                return refusal;
            }
        }
        await tx.ExecuteAsync(ArtifactSql.GiveUpPending, new { collection = collection.Id });
        await _collections.DeleteAsync(tx, actor, collection);
        AuditTrail.Append(tx, actor, collection.AuditedTeam, "artifact.deleted", collection.Path, $"{members.Count} versions");
        tx.Wake(UploadCleaner.Topic);
        return Unit.Value;
    }
}
